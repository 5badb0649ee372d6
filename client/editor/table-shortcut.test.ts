import { expect, it } from 'vitest'
import { cellsOf } from './table-shortcut.ts'

it('[CLIENT-9] a line of a table is known by its bars', () => {
  expect(cellsOf('| tree | age |')).toEqual(['tree', 'age'])
  expect(cellsOf('|a|')).toEqual(['a'])
  for (const line of ['a | b', '| a', '||', 'a or b |']) expect(cellsOf(line)).toBeUndefined()
})
