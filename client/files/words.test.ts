import { expect, it } from 'vitest'
import { percent, sizeInWords, uploadWords } from './file-words.ts'
import { unreadWords } from './unread-words.ts'

it('[B4] sizes are said as people say them', () => {
  expect([0, 1, 999, 1000, 1_449_000, 9_960_000, 999_600, 3.2e12].map(sizeInWords)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 kB',
    '1.4 MB',
    '10 MB',
    '1 MB',
    '3.2 TB',
  ])
})

it('[B4] how far a file is, is said honestly: waiting for a network is not waiting its turn', () => {
  expect(uploadWords({ kind: 'waiting' }, 10, true, true)).toBe('Waiting to upload')
  expect(uploadWords({ kind: 'waiting' }, 10, false, true)).toBe('Waits for the network')
  expect(uploadWords({ kind: 'uploading', received: 5 }, 10, true, true)).toBe('Uploading, 50 %')
  expect(uploadWords({ kind: 'arrived' }, 10, true, true)).toBeUndefined()
  expect([percent(0, 0), percent(999, 1000), percent(20, 10)]).toEqual([100, 99, 100])
})

it('[E6] files that were not read are named, with the reason, once each', () => {
  expect(unreadWords(undefined)).toBeUndefined()
  expect(unreadWords([])).toBeUndefined()
  expect(
    unreadWords([
      { name: 'a.png', why: 'no-pictures' },
      { name: 'x.zip', why: 'kind' },
      { name: 'b.png', why: 'no-pictures' },
    ]),
  ).toBe(
    'The model did not see a.png and b.png: it reads no pictures. Ask again with one that does, in the header. x.zip was not read: what answered here does not take files of this kind.',
  )
  expect(unreadWords([{ name: 'a', why: 'constructor' as 'kind' }])).toBeUndefined()
})
