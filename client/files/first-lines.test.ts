import { expect, it } from 'vitest'
import { beginningOf, countLines, LINES_BYTES, placeOf } from './first-lines.ts'

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}\n`).join('')

it.each([
  ['', true],
  ['\n\n', true],
  ['one', true],
  [lines(6), true],
  [lines(7), true],
  [lines(200), false],
  ['x'.repeat(LINES_BYTES), true],
  ['x'.repeat(LINES_BYTES + 1), false],
])('[B4] the place of a text is as high as what will stand there (%#)', (text, isWhole) => {
  const shown = beginningOf(text, isWhole)
  const place = placeOf(countLines(text), text.length)
  expect(place.isAll).toBe(shown.isAll)
  expect(place.text.length).toBe(shown.text === '' ? 0 : shown.text.split('\n').length)
})
