import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRandom, type Random, seedsOf } from '../../tests/helpers/random.ts'
import type { MessageId, PrincipalId } from '../ids.ts'
import { findMessage } from './find.ts'
import { rebuildConversation } from './rebuild.ts'
import { replayTexts } from './replay.ts'
import { conversationRoots } from './schema.ts'
import { addMessage, deleteMessage, fillWithText, sendDraft } from './write.ts'

const MESSAGE = 'mess' as MessageId

const bodyOf = (doc: Y.Doc): Y.XmlFragment => {
  const body = findMessage(conversationRoots(doc), MESSAGE)?.body
  if (!(body instanceof Y.XmlFragment)) throw new Error('There is no text.')
  return body
}
/** A mark that ends where it begins again changes nothing. */
const xmlOf = (doc: Y.Doc): string =>
  bodyOf(doc)
    .toJSON()
    .replaceAll(/<\/(bold|italic)><\1>/g, '')
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** How an epoch ended, somebody's copy of it, and the document of the next. */
const acrossEpochs = (text: string) => {
  const past = new Y.Doc()
  addMessage(
    past,
    { id: MESSAGE, author: 'anna', role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
    fillWithText(text),
    { draft: true },
  )
  const epoch = new Y.Doc()
  rebuildConversation(past, epoch)
  return { past, mine: copyOf(past), server: copyOf(epoch) }
}
const paragraph = (doc: Y.Doc, index: number): Y.XmlElement => bodyOf(doc).get(index) as Y.XmlElement
const text = (doc: Y.Doc, index: number): Y.XmlText => paragraph(doc, index).get(0) as Y.XmlText
const replay = (server: Y.Doc, past: Y.Doc, mine: Y.Doc): ReadonlySet<MessageId> =>
  server.transact(() => replayTexts(server, copyOf(past), Y.encodeStateAsUpdate(mine)))

const plain = (inner: Y.XmlText): string =>
  (inner.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')

let words = 0
/** Anything that an editor does to a text. Each word that is written is written once. */
const write = (doc: Y.Doc, random: Random): string | undefined => {
  const body = bodyOf(doc)
  const nodes = body.toArray().filter((node) => node instanceof Y.XmlElement)
  const word = `<${(++words).toString(36)}>`
  if (nodes.length === 0 || random.chance(0.15)) {
    const node = new Y.XmlElement(random.pick(['paragraph', 'heading']))
    node.insert(0, [new Y.XmlText(word)])
    body.insert(random.below(body.length + 1), [node])
    return word
  }
  const node = random.pick(nodes)
  const inner = node.get(0)
  if (!(inner instanceof Y.XmlText)) return undefined
  if (random.chance(0.55)) {
    // Between words, so that none is parted.
    const places = [
      0,
      ...plain(inner)
        .matchAll(/ /g)
        .map(({ index }) => index + 1),
      inner.length,
    ]
    inner.insert(random.pick(places), word, random.chance(0.2) ? { bold: {} } : {})
    return word
  }
  if (random.chance(0.2)) node.setAttribute('level', String(random.below(4)))
  else if (random.chance(0.3) && inner.length > 2)
    inner.format(0, 2, { italic: random.chance(0.5) ? {} : null })
  return undefined
}
const takeAway = (doc: Y.Doc, random: Random): void => {
  const body = bodyOf(doc)
  if (body.length > 1 && random.chance(0.2)) return body.delete(random.below(body.length), 1)
  const node = body.get(random.below(body.length))
  const inner = node instanceof Y.XmlElement ? node.get(0) : undefined
  if (inner instanceof Y.XmlText && inner.length > 3) inner.delete(random.below(inner.length - 2), 2)
}

describe('a text of an earlier epoch', () => {
  it('[EPOCH-22] takes up in this one what somebody wrote, where they wrote it', () => {
    const { past, mine, server } = acrossEpochs('We meet at noon\n\nBy the tree')
    text(mine, 0).insert(3, 'shall ')
    text(mine, 1).delete(0, 2)
    text(mine, 1).insert(0, 'Under')
    // Meanwhile others went on in the new one.
    text(server, 0).insert(0, 'Dear all. ')
    text(server, 0).insert(text(server, 0).length, ' sharp')
    expect([...replay(server, past, mine)]).toEqual([MESSAGE])
    expect(xmlOf(server)).toBe(
      '<paragraph>Dear all. We shall meet at noon sharp</paragraph><paragraph>Under the tree</paragraph>',
    )
  })

  it('[EPOCH-22] is taken up whole, too, where somebody sent it in the same copy', () => {
    const { past, mine, server } = acrossEpochs('We meet at noon')
    text(mine, 0).insert(15, ' sharp')
    sendDraft(mine, MESSAGE, 'anna' as PrincipalId)
    expect([...replay(server, past, mine)]).toEqual([MESSAGE])
    expect(xmlOf(server)).toBe('<paragraph>We meet at noon sharp</paragraph>')
  })

  it('[EPOCH-22] finds a place also beside what was deleted meanwhile', () => {
    const { past, mine, server } = acrossEpochs('one two three')
    text(mine, 0).insert(7, ' and a half')
    text(server, 0).delete(4, 4)
    replay(server, past, mine)
    expect(xmlOf(server)).toBe('<paragraph>one  and a halfthree</paragraph>')
  })

  it('[EPOCH-22] is left alone, and said to be, where what was written has no place any more', () => {
    const { past, mine, server } = acrossEpochs('one\n\ntwo')
    text(mine, 1).insert(3, ' more')
    bodyOf(server).delete(1, 1)
    expect(replay(server, past, mine).size).toBe(0)
    expect(xmlOf(server)).toBe('<paragraph>one</paragraph>')
    const other = acrossEpochs('one')
    text(other.mine, 0).insert(3, ' more')
    deleteMessage(other.server, MESSAGE, 'anna' as PrincipalId)
    expect(replay(other.server, other.past, other.mine).size).toBe(0)
  })

  it('[EPOCH-22] goes on behind what another tab of the same device has taken up already', () => {
    const { past, mine, server } = acrossEpochs('Begun.\n\nAnd gone')
    const replayed = (): Uint8Array => Y.encodeStateAsUpdate(mine, Y.encodeStateVector(past))
    const goOn = (): ReadonlySet<MessageId> => {
      const before = taken
      taken = replayed()
      return server.transact(() => replayTexts(server, copyOf(past), Y.encodeStateAsUpdate(mine), before))
    }
    let taken: Uint8Array | undefined
    // Typed without a pause, and taken up in the middle of it, twice.
    text(mine, 0).insert(6, ' Some')
    text(mine, 1).delete(0, 4)
    bodyOf(mine).push([new Y.XmlElement('paragraph')])
    paragraph(mine, 2).insert(0, [new Y.XmlText('La')])
    expect([...goOn()]).toEqual([MESSAGE])
    text(mine, 0).insert(11, 'thing')
    text(mine, 0).insert(7, 'Else ')
    text(mine, 2).insert(2, 'st')
    text(mine, 1).insert(0, 'Not ')
    expect([...goOn()]).toEqual([MESSAGE])
    text(mine, 2).insert(4, ' line')
    text(mine, 0).delete(7, 5)
    expect([...goOn()]).toEqual([MESSAGE])
    expect(xmlOf(server)).toBe(xmlOf(mine))
    // Nothing comes twice.
    expect(goOn().size).toBe(0)
    expect(xmlOf(server)).toBe(xmlOf(mine))
  })

  it('[EPOCH-22] loses nothing where what another tab has taken up has not come here yet', () => {
    const { past, mine, server } = acrossEpochs('Begun.')
    text(mine, 0).insert(6, ' Some')
    const replayed = Y.encodeStateAsUpdate(mine, Y.encodeStateVector(past))
    text(mine, 0).insert(11, 'thing')
    const taking = (): ReadonlySet<MessageId> =>
      server.transact(() => replayTexts(server, copyOf(past), Y.encodeStateAsUpdate(mine), replayed))
    expect([...taking()]).toEqual([MESSAGE])
    expect(xmlOf(server)).toBe('<paragraph>Begun.thing</paragraph>')
    text(mine, 0).delete(6, 1)
    // What is to go is not there: that one is told.
    expect(taking().size).toBe(0)
  })

  it('[EPOCH-22] is left alone where it is not the one that the epoch ended with', () => {
    const { past, mine, server } = acrossEpochs('one')
    text(mine, 0).insert(3, ' more')
    // Another epoch has come and gone since.
    text(server, 0).insert(0, 'zero ')
    const later = new Y.Doc()
    rebuildConversation(server, later)
    expect(replay(later, past, mine).size).toBe(0)
    expect(xmlOf(later)).toBe('<paragraph>zero one</paragraph>')
  })

  it.each(seedsOf([1, 2, 3, 1489194889], 5))(
    '[EPOCH-22] with seed %i reads after it as it was written, and with others’ words in it loses none of either',
    (seed) => {
      const random = createRandom(seed)
      for (let round = 0; round < 25; round++) {
        const { past, mine, server } = acrossEpochs('The first line\n\nand a second one\n\nand a third')
        for (let step = random.below(12); step >= 0; step--) {
          if (random.chance(0.3)) takeAway(mine, random)
          else write(mine, random)
        }
        const alone = copyOf(server)
        replay(alone, past, mine)
        expect(xmlOf(alone)).toBe(xmlOf(mine))

        // Both only add words: every one of them is there once.
        const both = acrossEpochs('The first line\n\nand a second one\n\nand a third')
        const written: (string | undefined)[] = []
        for (let step = random.below(12); step >= 0; step--) {
          written.push(write(random.chance(0.5) ? both.mine : both.server, random))
        }
        replay(both.server, both.past, both.mine)
        const told = bodyOf(both.server)
          .toArray()
          .map((node) => plain((node as Y.XmlElement).get(0) as Y.XmlText))
          .join('|')
        for (const word of written.filter((each) => each !== undefined)) {
          expect([word, told.split(word).length]).toEqual([word, 2])
        }
      }
    },
  )
})
