/** What every adapter of `FileStore` does. */
import { createHash, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { FileId } from '../../shared/files.ts'
import type { ContentHash, FileStore } from '../../sync-server/files/file-store.ts'

export interface StoreSetup {
  readonly store: FileStore
  /** The same files, as a process finds them that was started anew. */
  readonly reopen: () => Promise<FileStore>
}

const ONE = 'a'.repeat(43) as FileId
const TWO = 'b'.repeat(43) as FileId

async function* chunksOf(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
}
async function* breakingOff(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  yield* chunksOf(...parts)
  throw new Error('The line broke.')
}
const sha256 = (bytes: Uint8Array | string): ContentHash =>
  createHash('sha256').update(bytes).digest('hex') as ContentHash
const textOf = async (bytes: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> => {
  if (bytes === undefined) return undefined
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts).toString('latin1')
}
const listOf = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list.sort((a, b) => (a < b ? -1 : 1))
}

export const fileStoreContract = (setup: () => Promise<StoreSetup>): void => {
  it('[FILE-1] an upload grows by what is added, and becomes a content under its hash', async () => {
    const { store } = await setup()
    expect(await store.received(ONE)).toBe(0)
    expect(await store.append(ONE, chunksOf('some', ' '), 100)).toEqual({ received: 5, ended: 'whole' })
    expect(await store.append(ONE, chunksOf('words'), 100)).toEqual({ received: 10, ended: 'whole' })
    const sealed = await store.seal(ONE)
    expect(sealed).toMatchObject({ hash: sha256('some words'), size: 10 })
    expect(Buffer.from(sealed.head).toString()).toBe('some words')
    expect(await textOf(await store.read(sealed.hash))).toBe('some words')
    expect(await store.received(ONE)).toBe(0)
    expect(await listOf(store.uploads())).toEqual([])
  })

  it('[FILE-1] a source that breaks off loses nothing of what it said, and one that says too much is cut', async () => {
    const { store } = await setup()
    expect(await store.append(ONE, breakingOff('half', ' of'), 100)).toEqual({ received: 7, ended: 'cut' })
    expect(await store.append(ONE, chunksOf(' it', ' and more'), 3)).toEqual({
      received: 10,
      ended: 'too-long',
    })
    expect((await store.seal(ONE)).hash).toBe(sha256('half of it'))
  })

  it('[FILE-1] [FILE-2] what was kept is there for a process that starts anew, and goes on from there', async () => {
    const { store, reopen } = await setup()
    const bytes = randomBytes(700_001)
    await store.append(ONE, chunksOf(bytes.subarray(0, 300_000)), bytes.length)
    const later = await reopen()
    expect(await later.received(ONE)).toBe(300_000)
    await later.append(ONE, chunksOf(bytes.subarray(300_000)), bytes.length)
    const sealed = await later.seal(ONE)
    expect(sealed).toMatchObject({ hash: sha256(bytes), size: bytes.length })
    expect(sealed.head).toHaveLength(4096)
    expect(await textOf(await (await reopen()).read(sealed.hash))).toBe(bytes.toString('latin1'))
  })

  it('[FILE-1] the same content twice is one content, and an empty file is one, too', async () => {
    const { store } = await setup()
    for (const id of [ONE, TWO]) await store.append(id, chunksOf('the same'), 100)
    expect((await store.seal(ONE)).hash).toBe((await store.seal(TWO)).hash)
    expect((await store.seal(ONE)).hash).toBe(sha256(''))
    expect(await listOf(store.contents())).toEqual([sha256('the same'), sha256('')].sort())
    expect(await textOf(await store.read(sha256('')))).toBe('')
  })

  it('[FILE-1] a part can be read by itself, and whoever stops reading keeps nothing open', async () => {
    const { store } = await setup()
    await store.append(ONE, chunksOf('0123456789'), 100)
    const { hash } = await store.seal(ONE)
    expect(await textOf(await store.read(hash, { from: 2, to: 4 }))).toBe('234')
    expect(await textOf(await store.read(hash, { from: 9, to: 9 }))).toBe('9')
    for await (const chunk of (await store.read(hash)) ?? []) {
      expect(chunk.length).toBe(10)
      break
    }
  })

  it('[FILE-1] what is discarded or removed is gone, and doing it again does nothing', async () => {
    const { store } = await setup()
    await store.append(ONE, chunksOf('one'), 100)
    await store.append(TWO, chunksOf('two'), 100)
    expect(await listOf(store.uploads())).toEqual([ONE, TWO])
    await store.discard(ONE)
    await store.discard(ONE)
    expect(await store.received(ONE)).toBe(0)
    const { hash } = await store.seal(TWO)
    await store.remove(hash)
    await store.remove(hash)
    expect(await store.read(hash)).toBeUndefined()
    expect(await listOf(store.contents())).toEqual([])
  })

  it('[FILE-1] names that are no ids reach nothing', async () => {
    const { store } = await setup()
    const path = '../../../etc/passwd'
    await expect((async () => store.read(path as ContentHash))()).rejects.toThrow('hash')
    await expect((async () => store.received(path as FileId))()).rejects.toThrow('id')
    await expect((async () => store.append(path as FileId, chunksOf('x'), 1))()).rejects.toThrow('id')
  })
}
