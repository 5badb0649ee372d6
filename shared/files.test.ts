import { expect, it } from 'vitest'
import { readAttachments } from './document/index.ts'
import { fileIdOf, isFileId, isFileName, toFileName } from './files.ts'
import type { ConversationId, PrincipalId } from './ids.ts'

const idOf = (conversation: string, person: string, secret: string) =>
  fileIdOf(conversation as ConversationId, person as PrincipalId, secret)

it('[FILE-4] an id follows from conversation, person and secret, and from nothing else', () => {
  const id = idOf('conversation', 'ana0', 'secret')
  expect(isFileId(id)).toBe(true)
  expect(idOf('conversation', 'ana0', 'secret')).toBe(id)
  const others = [
    idOf('conversatio', 'ana0', 'secret'),
    idOf('conversation', 'ben0', 'secret'),
    idOf('conversation', 'ana0', 'secres'),
    // What is moved from one part to the next makes another id.
    idOf('conversation\nana0', 'secret', ''),
  ]
  expect(new Set([id, ...others]).size).toBe(5)
})

it('[FILE-5] whatever a file was called, it gets a name of one line without a path', () => {
  for (const name of [
    '../../etc/passwd',
    'a\nb',
    '..',
    '',
    ' ',
    'x'.repeat(500),
    'photo\u202egnp.exe',
    'C:\\x',
  ]) {
    expect(isFileName(name)).toBe(false)
    expect(isFileName(toFileName(name))).toBe(true)
  }
  expect(toFileName('Grüße 🌳.txt')).toBe('Grüße 🌳.txt')
  const long = toFileName(`${'🌳'.repeat(300)}.tar.gz`)
  expect(long.endsWith('.gz')).toBe(true)
  expect(long.isWellFormed()).toBe(true)
})

it('[TREE-9] attachments that cannot be read are left out, and each is there once', () => {
  const good = { id: idOf('conversation', 'ana0', 'secret'), name: 'a.txt', size: 1, type: 'text/plain' }
  expect(
    readAttachments([good, good, 'x', null, { ...good, id: 'x' }, { ...good, extra: 1 }, [good]]),
  ).toEqual([good])
  expect(readAttachments('x')).toEqual([])
  expect(readAttachments(undefined)).toEqual([])
})
