import { expect, it } from 'vitest'
import type { FileRecord } from '../files/file-records.ts'
import { archiveOf, distinctNames } from './file-archive.ts'

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

it('[FILE-11] an archive opens no file before it is read, and whoever stops reading leaves none open', async () => {
  let open = 0
  async function* content(): AsyncGenerator<Uint8Array> {
    open++
    try {
      for (let chunk = 0; chunk < 10; chunk++) yield new Uint8Array(100)
    } finally {
      open--
    }
  }
  const files = ['a', 'b'].map((name) => ({ name, size: 1_000, uploadedAt: 0 }) as FileRecord)
  const { bytes } = archiveOf(files, async () => content())
  expect(open).toBe(0)
  for await (const chunk of bytes) if (chunk.length === 100) break
  expect(open).toBe(0)

  let length = 0
  const whole = archiveOf(files, async () => content())
  for await (const chunk of whole.bytes) length += chunk.length
  expect([length, open]).toEqual([whole.length, 0])
})
