import { expect, it } from 'vitest'
import { MAX_SIDE, MAX_SVG, readAnswer } from './messages.ts'

const drawn = { kind: 'drawn', svg: '<svg/>', width: 10, height: 20, title: 'A plan' }

it('[DIAGRAM-1] of what the frame says only an answer of the agreed shape is one', () => {
  expect(readAnswer({ kind: 'ready', more: 1 })).toEqual({ kind: 'ready' })
  expect(readAnswer({ kind: 'answer', id: 1, result: { ...drawn, script: 'x' } })).toEqual({
    kind: 'answer',
    id: 1,
    result: drawn,
  })
  for (const nonsense of [
    undefined,
    null,
    'ready',
    [],
    { kind: 'other' },
    { kind: 'answer', id: '1', result: drawn },
    { kind: 'answer', id: 1 },
    { kind: 'answer', id: 1, result: { kind: 'slow' } },
    { kind: 'answer', id: 1, result: { ...drawn, svg: 1 } },
    { kind: 'answer', id: 1, result: { ...drawn, title: {} } },
  ]) {
    expect(readAnswer(nonsense)).toBeUndefined()
  }
})

it('[DIAGRAM-1] pictures beyond the bounds are none', () => {
  for (const beyond of [
    { svg: 'x'.repeat(MAX_SVG + 1) },
    { width: MAX_SIDE + 1 },
    { width: 0 },
    { height: Number.NaN },
    { height: '20' },
  ]) {
    expect(readAnswer({ kind: 'answer', id: 1, result: { ...drawn, ...beyond } })).toEqual({
      kind: 'answer',
      id: 1,
      result: { kind: 'large' },
    })
  }
  const long = readAnswer({ kind: 'answer', id: 1, result: { ...drawn, title: 'x'.repeat(10_000) } })
  expect(JSON.stringify(long).length).toBeLessThan(500)
})
