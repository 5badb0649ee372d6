import { describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { PrincipalId } from '../../shared/ids.ts'
import { writersIn } from './carets.ts'

const scene = () => {
  const doc = new Y.Doc()
  const bodies = ['one', 'two'].map((name) => {
    const body = doc.getXmlFragment(name)
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText('words')
    paragraph.insert(0, [text])
    body.insert(0, [paragraph])
    return { body, text }
  })
  const awareness = new Awareness(doc)
  /** Somebody's presence, as it comes from the server. */
  const say = (client: number, state: object): void => {
    awareness.states.set(client, state)
    awareness.emit('change', [{ added: [client], updated: [], removed: [] }, 'test'])
  }
  const [first, second] = bodies
  if (first === undefined || second === undefined) throw new Error('There are two.')
  return { first, second, awareness, say }
}
const user = (id: string) => ({ id, name: id, kind: 'person' })
const caret = (text: Y.XmlText) => {
  const position: unknown = JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(text, 2)))
  return { anchor: position, head: position }
}

describe('[CLIENT-10] who is in a text', () => {
  it('[CLIENT-10] is whoever has their caret in it, once each, oneself and other texts aside', () => {
    const { first, second, awareness, say } = scene()
    const store = writersIn(first.body, awareness, 'me' as PrincipalId)
    let told = 0
    const stop = store.subscribe(() => told++)
    say(11, { user: user('ben'), cursor: caret(first.text) })
    say(12, { user: user('ben'), cursor: caret(first.text) })
    say(13, { user: user('me'), cursor: caret(first.text) })
    say(14, { user: user('mia'), cursor: caret(second.text) })
    expect(store.get()).toEqual(['ben'])
    expect(told).toBe(1)
    say(11, { user: user('ben'), cursor: null })
    say(12, { user: user('ben') })
    expect(store.get()).toEqual([])
    stop()
    awareness.destroy()
  })

  it('[CLIENT-10] is nobody whose caret leads nowhere, whatever a changed client says', () => {
    const { first, awareness, say } = scene()
    const store = writersIn(first.body, awareness, 'me' as PrincipalId)
    const junk = [
      5,
      'x',
      {},
      { anchor: 1, head: 2 },
      { anchor: {}, head: {} },
      { anchor: { type: { client: 'x', clock: {} } }, head: { item: { client: 1, clock: 1e9 } } },
      { anchor: { tname: 'elsewhere' }, head: { tname: 'elsewhere' } },
      { anchor: { item: [] }, head: null },
      {
        anchor: { type: { client: awareness.clientID, clock: -1 } },
        head: { item: { client: awareness.clientID, clock: 0.5 } },
      },
    ]
    const stop = store.subscribe(() => undefined)
    for (const [index, cursor] of junk.entries()) say(20 + index, { user: user('eve'), cursor })
    // A caret without a person is nobody's.
    say(60, { cursor: caret(first.text) })
    expect(store.get()).toEqual([])
    stop()
    awareness.destroy()
  })
})
