/** Structs that no honest Yjs makes: lies about neighbours, parents and order. */
import * as Y from 'yjs'
import { conversationRoots, MESSAGE_KEY, ROOT } from '../../shared/document/index.ts'
import { type Attack, byBytes, byStructs, meets, replica } from './attack.ts'
import { craft, type RawId, type RawStruct } from './craft.ts'
import { amongMessages, messageBy, plain, shared } from './hostile-entry.ts'
import { firstItem, lastId, ownLetter, ownText, paragraph, reply, text, textOf } from './own-message.ts'
import { bodyOf, entryOf, itemOf, itemUnder, MESSAGES, replyOf } from './scene.ts'

const collected = (doc: Y.Doc): RawId => {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) if (struct instanceof Y.GC) return struct.id
  }
  throw new Error('Nothing is collected in this scene.')
}

const overlapping =
  (
    honest: (doc: Y.Doc) => RawStruct,
    hostile: (doc: Y.Doc, client: number, author: string) => readonly RawStruct[],
    clock = 0,
  ): Attack['build'] =>
  (scene) => {
    const client = scene.newClient()
    const doc = replica(scene, client)
    return {
      honest: [craft([{ client, clock: 0, structs: [honest(doc)] }])],
      hostile: [craft([{ client, clock, structs: hostile(doc, client, scene.cast.collaborator) }])],
    }
  }

const honestTyping = (doc: Y.Doc): RawStruct => ({
  origin: lastId(textOf(doc, MESSAGES.own)),
  content: text('hello'),
})
const honestTitle = (doc: Y.Doc): RawStruct => ({
  origin: itemUnder(conversationRoots(doc).settings, 'title').id,
  content: plain('Mine'),
})

const malformed = meets('malformed')
const body = meets('body')
const contained = meets('contained')
const root = meets('root')
const content = meets('content')
const value = meets('value')

const NEIGHBOURS: readonly Attack[] = [
  malformed(
    'origins-in-two-parents',
    "a left neighbour in one's own text and a right one in a reply",
    byStructs((doc) => ({
      structs: [
        {
          origin: ownLetter(doc, 1),
          rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id,
          content: text('x'),
        },
      ],
    })),
  ),
  malformed(
    'origins-under-two-keys',
    'neighbours under a key and in a list',
    byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.own), MESSAGE_KEY.meta).id,
          rightOrigin: ownLetter(doc, 1),
          content: text('x'),
        },
      ],
    })),
  ),
  body(
    'right-origin-tunnel',
    'getting into a reply by its right neighbour alone',
    byStructs((doc) => ({
      structs: [{ rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('x') }],
    })),
  ),
  malformed(
    'right-origin-under-key',
    'a right neighbour under a key, to stay hidden',
    byStructs((doc) => ({
      structs: [
        {
          rightOrigin: itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.meta).id,
          content: plain('x'),
        },
      ],
    })),
  ),
  contained(
    'order-inverted',
    'a right neighbour that stands before the left one',
    byStructs((doc) => ({
      structs: [{ origin: ownLetter(doc, 4), rightOrigin: ownLetter(doc, 2), content: text('x') }],
    })),
  ),
  contained(
    'order-passes-own',
    "passing over one's own earlier letter",
    byStructs((doc) => ({
      structs: [
        { origin: ownLetter(doc, 1), rightOrigin: ownLetter(doc, 2), content: text('a') },
        { origin: ownLetter(doc, 0), rightOrigin: ownLetter(doc, 4), content: text('b') },
      ],
    })),
  ),
  contained(
    'order-passes-known',
    "passing over what the right neighbour's author had on its left",
    byStructs((doc) => ({
      structs: [{ rightOrigin: ownLetter(doc, 3), content: text('x') }],
    })),
  ),
  contained(
    'order-passes-own-value',
    "passing over one's own earlier value under a key",
    byStructs((doc) => {
      const { id } = itemUnder(conversationRoots(doc).settings, 'title')
      return {
        structs: [
          { origin: id, content: plain('a') },
          { origin: id, content: plain('b') },
        ],
      }
    }),
  ),
  malformed(
    'self-origin',
    'a struct beside itself',
    byStructs((_doc, client) => ({ structs: [{ origin: { client, clock: 0 }, content: text('x') }] })),
  ),
  malformed(
    'forward-origin',
    'a struct beside one that its author wrote later',
    byStructs((doc, client) => ({
      structs: [
        { origin: { client, clock: 1 }, content: text('x') },
        { parent: ownText(doc), content: text('y') },
      ],
    })),
  ),
  malformed(
    'self-parent',
    'a type within itself',
    byStructs((_doc, client) => ({ structs: [{ parent: { client, clock: 0 }, content: paragraph }] })),
  ),
  malformed(
    'cyclic-dependencies',
    'structs of two clients that wait for each other',
    byBytes(({ newClient }) => {
      const [one, other] = [newClient(), newClient()]
      return craft([
        { client: one, clock: 0, structs: [{ origin: { client: other, clock: 0 }, content: text('x') }] },
        { client: other, clock: 0, structs: [{ origin: { client: one, clock: 0 }, content: text('y') }] },
      ])
    }),
  ),
  malformed(
    'cyclic-dependencies-deep',
    'a first struct that waits for what waits for the second',
    (scene) => {
      const [one, other] = [scene.newClient(), scene.newClient()]
      const parent = ownText(replica(scene))
      return {
        hostile: [
          craft([
            {
              client: one,
              clock: 0,
              structs: [
                { origin: { client: other, clock: 0 }, content: text('x') },
                { parent, content: text('z') },
              ],
            },
            { client: other, clock: 0, structs: [{ origin: { client: one, clock: 1 }, content: text('y') }] },
          ]),
        ],
      }
    },
  ),
]

const PARENTS: readonly Attack[] = [
  malformed(
    'parent-not-a-type',
    'something within letters',
    byStructs((doc) => ({ structs: [{ parent: ownLetter(doc, 0), content: text('x') }] })),
  ),
  malformed(
    'parent-a-plain-value',
    'something within plain facts',
    byStructs((doc) => ({
      structs: [
        {
          parent: itemUnder(entryOf(doc, MESSAGES.own), MESSAGE_KEY.meta).id,
          key: 'author',
          content: plain('x'),
        },
      ],
    })),
  ),
  malformed(
    'exception-half-way',
    'something good, then what makes Yjs throw',
    byStructs((doc, client) => ({
      structs: [
        { origin: lastId(textOf(doc, MESSAGES.own)), content: text('good') },
        { parent: { client, clock: 2 }, content: text('bad') },
      ],
    })),
  ),
  contained(
    'onto-collected',
    'a type beside what was collected, and something in it',
    byStructs((doc, client) => ({
      structs: [
        { origin: collected(doc), content: shared('map') },
        { parent: { client, clock: 0 }, key: 'm', content: plain('x') },
      ],
    })),
  ),
  contained(
    'between-reply-and-collected',
    'a left neighbour in a reply and a collected right one',
    byStructs((doc) => ({
      structs: [
        { origin: lastId(replyOf(doc, MESSAGES.reply)), rightOrigin: collected(doc), content: text('x') },
      ],
    })),
  ),
  root(
    'root-unknown',
    'a root that conversations do not have',
    byStructs(() => ({
      structs: [{ parent: 'grants', key: 'me', content: plain('owner') }],
    })),
  ),
  root(
    'root-flood',
    'ten thousand roots',
    byStructs(() => ({
      structs: Array.from({ length: 10_000 }, (_, index) => ({
        parent: `root-${index}`,
        content: text('x'),
      })),
    })),
  ),
  root(
    'root-prototype',
    'a root with a name that every object has',
    byStructs(() => ({ structs: [{ parent: '__proto__', content: text('x') }] })),
  ),
  meets('key')(
    'root-as-another-type',
    'using the list of messages as a map',
    byStructs((_doc, _client, { cast }) => ({
      structs: [
        {
          parent: ROOT.messages,
          key: 'x',
          content: plain(messageBy(cast.collaborator)),
        },
      ],
    })),
  ),
  content(
    'root-as-text',
    'letters in the list of messages',
    amongMessages(() => text('x')),
  ),
]

const OVERLAPS: readonly Attack[] = [
  contained(
    'overlap-as-splice',
    'letters sent again, longer and as if they stood in a reply',
    overlapping(honestTyping, (doc) => [{ parent: reply(doc), content: text('hello world') }]),
  ),
  contained(
    'overlap-from-the-middle',
    'the end of letters sent again, longer and as if they stood in a reply',
    overlapping(
      honestTyping,
      (doc) => [{ origin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('lo world') }],
      3,
    ),
  ),
  value(
    'overlap-as-meta',
    'a title sent again as facts of a message, with more behind',
    overlapping(honestTitle, (doc, _client, author) => [
      {
        parent: itemOf(entryOf(doc, MESSAGES.owners)).id,
        key: MESSAGE_KEY.meta,
        content: plain('Mine', messageBy(author)),
      },
    ]),
  ),
  value(
    'overlap-as-order',
    'a title sent again as an item of the order, with more behind',
    overlapping(honestTitle, () => [{ parent: ROOT.order, content: plain('Mine', [MESSAGES.own, 1]) }]),
  ),
  body(
    'overlap-bypass',
    'known letters sent again, and behind them something in a reply',
    overlapping(honestTyping, (doc) => [honestTyping(doc), { parent: reply(doc), content: text('x') }]),
  ),
  malformed(
    'overlap-right-origin',
    'letters sent again, with a right neighbour in a reply',
    overlapping(honestTyping, (doc) => [
      { rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('hello world') },
    ]),
  ),
  contained(
    'prefix-that-lies',
    'a known type sent again as one in a reply, and something put in it',
    overlapping(
      (doc) => ({ origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph }),
      (doc, client) => [
        { parent: reply(doc), content: paragraph },
        { parent: { client, clock: 0 }, content: shared('xmlText') },
      ],
    ),
  ),
  content(
    'prefix-of-another-kind',
    'a known text sent again as a map, and a key put in it',
    overlapping(
      (doc) => ({ origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph }),
      (doc, client) => [
        { parent: reply(doc), content: shared('map') },
        { parent: { client, clock: 0 }, content: plain({ by: 'x' }) },
      ],
    ),
  ),
]

export const STRUCTURE: readonly Attack[] = [...NEIGHBOURS, ...PARENTS, ...OVERLAPS]
