import { expect, it } from 'vitest'
import { pastedBlocks } from './plain-paste.ts'

it('[CLIENT-9] pasted text is parted where its empty lines are, and keeps its lines and how far they are set in', () => {
  expect(pastedBlocks('def f(x):\r\n    if x:\r\n        return 1\r\n\r\n\r\nprint(f(1))\r\n')).toEqual([
    { kind: 'lines', lines: ['def f(x):', '    if x:', '        return 1'] },
    { kind: 'lines', lines: ['print(f(1))'] },
  ])
  expect(pastedBlocks(' \n')).toEqual([])
})

it('[CLIENT-9] what stands in fences of pasted text is code; a fence that nothing ends is a line', () => {
  expect(pastedBlocks('Look:\n```ts\nlet a = 1\n\nlet b\n```\nand ~~~ here')).toEqual([
    { kind: 'lines', lines: ['Look:'] },
    { kind: 'code', language: 'ts', code: 'let a = 1\n\nlet b' },
    { kind: 'lines', lines: ['and ~~~ here'] },
  ])
  expect(pastedBlocks('````\n```\n````')).toEqual([{ kind: 'code', language: null, code: '```' }])
  expect(pastedBlocks('```\nopen')).toEqual([{ kind: 'lines', lines: ['```', 'open'] }])
})
