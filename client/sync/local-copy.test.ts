import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openLocalCopy, rescueRows } from './local-copy.ts'

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
    const name = freshName()
    for (let opened = 0; opened < 60; opened++) {
      const copy = openLocalCopy(name, new Y.Doc())
      await copy.load
      await copy.close()
    }
    expect(await rowsOf(name)).toBeLessThan(45)
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

  it('[CLIENT-2] takes in what another tab has stored', async () => {
    const name = freshName()
    const [here, there] = [new Y.Doc(), new Y.Doc()]
    const [mine, other] = [openLocalCopy(name, here), openLocalCopy(name, there)]
    await Promise.all([mine.load, other.load])
    there.getText('t').insert(0, 'from the other tab')
    await other.stored()
    await mine.fetch()
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
