import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openLocalCopy } from './local-copy.ts'
import { rescueRows } from './update-log.ts'

let names = 0
const freshName = (): string => `copy-${++names}`

const putRows = async (name: string, rows: readonly Uint8Array[]): Promise<void> => {
  const database = await openDB(name, 1, {
    upgrade: (made) => {
      made.createObjectStore('updates', { autoIncrement: true })
      made.createObjectStore('custom')
    },
  })
  for (const row of rows) await database.add('updates', row)
  database.close()
}
const rowsOf = async (name: string): Promise<number> => {
  const database = await openDB(name)
  const count = await database.count('updates')
  database.close()
  return count
}
const keysOf = async (name: string): Promise<readonly number[]> => {
  const database = await openDB(name)
  const keys = (await database.getAllKeys('updates')) as number[]
  database.close()
  return keys
}
/** As another opening would find it. */
const textIn = async (name: string): Promise<string | undefined> => {
  const doc = new Y.Doc()
  const copy = openLocalCopy(name, doc)
  const load = await copy.load
  await copy.close()
  return load === 'loaded' ? doc.getText('t').toJSON() : undefined
}
const updateOf = (write: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  write(doc)
  return Y.encodeStateAsUpdate(doc)
}
const GARBAGE = new Uint8Array([1, 255, 255, 255])

describe('[CLIENT-2] the copy on this device', () => {
  it('[CLIENT-2] keeps what was written, and says when it is stored', async () => {
    const name = freshName()
    const first = new Y.Doc()
    const copy = openLocalCopy(name, first)
    expect(await copy.load).toBe('loaded')
    first.getText('t').insert(0, 'kept')
    expect(await copy.stored()).toBe(true)
    await copy.close()
    const again = new Y.Doc()
    const reopened = openLocalCopy(name, again)
    expect(await reopened.load).toBe('loaded')
    expect(again.getText('t').toJSON()).toBe('kept')
    await reopened.close()
  })

  it('[CLIENT-2] does not grow with every opening', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const name = freshName()
    for (let opened = 0; opened < 100; opened++) {
      const copy = openLocalCopy(name, new Y.Doc())
      await copy.load
      vi.runOnlyPendingTimers()
      await copy.stored()
      await copy.close()
    }
    expect(await rowsOf(name)).toBeLessThan(45)
    vi.useRealTimers()
  })

  it('[CLIENT-2] says that it is broken instead of waiting for ever, and gives what can be read', async () => {
    const name = freshName()
    await putRows(name, [
      updateOf((doc) => doc.getText('t').insert(0, 'readable')),
      GARBAGE,
      updateOf((doc) => doc.getMap('m').set('key', 'too')),
    ])
    const broken = openLocalCopy(name, new Y.Doc())
    // y-indexeddb leaves its own promise unhandled here, which is the flaw that is worked round.
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve))
    expect(await broken.load).toBe('broken')
    await unhandled
    for (const listener of listeners) process.on('unhandledRejection', listener)
    await broken.close()
    const rescued = new Y.Doc()
    Y.applyUpdate(rescued, await rescueRows(name))
    expect(rescued.getText('t').toJSON()).toBe('readable')
    expect(rescued.getMap('m').get('key')).toBe('too')
  })

  it('[CLIENT-2] keeps what was written before it was there', async () => {
    const name = freshName()
    const doc = new Y.Doc()
    const copy = openLocalCopy(name, doc)
    doc.getText('t').insert(0, 'early')
    await copy.load
    expect(await copy.stored()).toBe(true)
    await copy.close()
    expect(await textIn(name)).toBe('early')
  })

  it('[CLIENT-2] is read without being encoded once more for those who listen', async () => {
    const name = freshName()
    await putRows(name, [updateOf((doc) => doc.getText('t').insert(0, 'long'))])
    const doc = new Y.Doc()
    const listeners: number[] = []
    doc.on('afterTransaction', () => listeners.push(doc._observers.get('update')?.size ?? 0))
    const copy = openLocalCopy(name, doc)
    await copy.load
    expect(listeners).toEqual([0])
    await copy.close()
  })

  it('[CLIENT-2] stays short however much is written, and merges the end of a long one alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const name = freshName()
    await putRows(name, [updateOf((doc) => doc.getText('t').insert(0, 'x'.repeat(100_000)))])
    const [first] = await keysOf(name)
    const doc = new Y.Doc()
    const copy = openLocalCopy(name, doc)
    await copy.load
    for (let i = 0; i < 250; i++) doc.getText('t').insert(doc.getText('t').length, 'y')
    await copy.stored()
    vi.runOnlyPendingTimers()
    await copy.stored()
    expect(await rowsOf(name)).toBe(2)
    expect((await keysOf(name))[0]).toBe(first)
    await copy.close()
    expect((await textIn(name))?.length).toBe(100_250)
    vi.useRealTimers()
  })

  it('[CLIENT-2] is written anew, without what was overwritten, once what came since is much of it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const name = freshName()
    const doc = new Y.Doc()
    const copy = openLocalCopy(name, doc)
    await copy.load
    for (let i = 0; i < 250; i++) doc.getMap('m').set('draft', `${i} ${'z'.repeat(500)}`)
    await copy.stored()
    vi.runOnlyPendingTimers()
    await copy.stored()
    expect(await rowsOf(name)).toBe(1)
    const database = await openDB(name)
    const [row] = (await database.getAll('updates')) as Uint8Array[]
    database.close()
    expect(row?.byteLength).toBeLessThan(2_000)
    await copy.close()
    vi.useRealTimers()
  })

  it('[CLIENT-2] says what the disk refused is not stored, and brings it with what is written next', async () => {
    const name = freshName()
    const doc = new Y.Doc()
    const copy = openLocalCopy(name, doc)
    await copy.load
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    doc.getText('t').insert(0, 'once')
    expect(await copy.stored()).toBe(false)
    add.mockRestore()
    doc.getText('t').insert(4, ' more')
    expect(await copy.stored()).toBe(true)
    await copy.close()
    expect(await textIn(name)).toBe('once more')
  })

  it('[CLIENT-2] takes in what another tab has stored', async () => {
    const name = freshName()
    const [here, there] = [new Y.Doc(), new Y.Doc()]
    const [mine, other] = [openLocalCopy(name, here), openLocalCopy(name, there)]
    await Promise.all([mine.load, other.load])
    there.getText('t').insert(0, 'from the other tab')
    await other.stored()
    expect(await mine.fetch()).toBe(true)
    expect(await mine.fetch()).toBe(false)
    expect(here.getText('t').toJSON()).toBe('from the other tab')
    await mine.close()
    await other.close()
  })

  it('[CLIENT-2] is gone once cleared', async () => {
    const name = freshName()
    const doc = new Y.Doc()
    const copy = openLocalCopy(name, doc)
    await copy.load
    doc.getText('t').insert(0, 'secret')
    await copy.stored()
    await copy.clear()
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name)
  })

  it('[CLIENT-2] says that nothing can be kept where there is no database', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    const copy = openLocalCopy(freshName(), new Y.Doc())
    expect(await copy.load).toBe('unavailable')
    expect(await copy.stored()).toBe(false)
    open.mockRestore()
  })
})

afterEach(() => vi.restoreAllMocks())
