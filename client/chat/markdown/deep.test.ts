import { expect, it } from 'vitest'
import { readBlocks } from './blocks.ts'

it.each([
  ['quotes', '> '.repeat(50_000)],
  ['fewer quotes', `${'>'.repeat(300)} So far`],
  ['lists', '1. '.repeat(30_000)],
  [
    'lists by their indentation',
    Array.from({ length: 80 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
  ],
])('[SEC-10] %s that nest too deep are shown as they were written', (_, text) => {
  const { blocks } = readBlocks(text)
  expect(blocks.map(({ token }) => [token.type, token.raw])).toEqual([['code', text]])
  // What was above stays as it is while such a text streams in.
  const before = readBlocks(`First.\n\n${text.slice(0, 1)}`)
  const after = readBlocks(`First.\n\n${text}`, before)
  expect(after.blocks[0]).toBe(before.blocks[0])
  expect(after.blocks.at(-1)?.token.raw).toBe(text)
})

it('[SEC-10] what people write stays what it is', () => {
  const text = `${'> '.repeat(5)}So\n\n- a\n  - b\n    - c`
  expect(readBlocks(text).blocks.map(({ token }) => token.type)).toEqual(['blockquote', 'list'])
})
