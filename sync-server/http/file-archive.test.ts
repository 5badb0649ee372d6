import { expect, it } from 'vitest'
import { distinctNames } from './file-archive.ts'

it('[FILE-11] in an archive no two files have one name', () => {
  expect(distinctNames(['a.txt', 'b', 'A.txt', 'a.txt', 'a (2).txt', 'b', '.env', '.env'])).toEqual([
    'a.txt',
    'b',
    'A (2).txt',
    'a (3).txt',
    'a (2) (2).txt',
    'b (2)',
    '.env',
    '.env (2)',
  ])
})
