/** Structs that no honest Yjs makes: lies about neighbours, parents and order. */
import * as Y from 'yjs'
import { conversationRoots, MESSAGE_KEY, ROOT } from '../../shared/document/index.ts'
import { type Attack, byBytes, byStructs, replica } from './attack.ts'
import { craft, type RawId, type RawStruct, TYPE } from './craft.ts'
import { messageBy } from './hostile-entry.ts'
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
  content: { kind: 'plain', values: ['Mine'] },
})

const NEIGHBOURS: readonly Attack[] = [
  {
    id: 'origins-in-two-parents',
    tries: "a left neighbour in one's own text and a right one in a reply",
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({
      structs: [
        {
          origin: ownLetter(doc, 1),
          rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id,
          content: text('x'),
        },
      ],
    })),
  },
  {
    id: 'origins-under-two-keys',
    tries: 'neighbours under a key and in a list',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.own), MESSAGE_KEY.meta).id,
          rightOrigin: ownLetter(doc, 1),
          content: text('x'),
        },
      ],
    })),
  },
  {
    id: 'right-origin-tunnel',
    tries: 'getting into a reply by its right neighbour alone',
    by: 'collaborator',
    meets: 'body',
    build: byStructs((doc) => ({
      structs: [{ rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('x') }],
    })),
  },
  {
    id: 'right-origin-under-key',
    tries: 'a right neighbour under a key, to stay hidden',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({
      structs: [
        {
          rightOrigin: itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.meta).id,
          content: { kind: 'plain', values: ['x'] },
        },
      ],
    })),
  },
  {
    id: 'order-inverted',
    tries: 'a right neighbour that stands before the left one',
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc) => ({
      structs: [{ origin: ownLetter(doc, 4), rightOrigin: ownLetter(doc, 2), content: text('x') }],
    })),
  },
  {
    id: 'order-passes-own',
    tries: "passing over one's own earlier letter",
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc) => ({
      structs: [
        { origin: ownLetter(doc, 1), rightOrigin: ownLetter(doc, 2), content: text('a') },
        { origin: ownLetter(doc, 0), rightOrigin: ownLetter(doc, 4), content: text('b') },
      ],
    })),
  },
  {
    id: 'order-passes-known',
    tries: "passing over what the right neighbour's author had on its left",
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc) => ({
      structs: [{ rightOrigin: ownLetter(doc, 3), content: text('x') }],
    })),
  },
  {
    id: 'order-passes-own-value',
    tries: "passing over one's own earlier value under a key",
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc) => {
      const { id } = itemUnder(conversationRoots(doc).settings, 'title')
      return {
        structs: [
          { origin: id, content: { kind: 'plain', values: ['a'] } },
          { origin: id, content: { kind: 'plain', values: ['b'] } },
        ],
      }
    }),
  },
  {
    id: 'self-origin',
    tries: 'a struct beside itself',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((_doc, client) => ({ structs: [{ origin: { client, clock: 0 }, content: text('x') }] })),
  },
  {
    id: 'forward-origin',
    tries: 'a struct beside one that its author wrote later',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc, client) => ({
      structs: [
        { origin: { client, clock: 1 }, content: text('x') },
        { parent: ownText(doc), content: text('y') },
      ],
    })),
  },
  {
    id: 'self-parent',
    tries: 'a type within itself',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((_doc, client) => ({ structs: [{ parent: { client, clock: 0 }, content: paragraph }] })),
  },
  {
    id: 'cyclic-dependencies',
    tries: 'structs of two clients that wait for each other',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(({ newClient }) => {
      const [one, other] = [newClient(), newClient()]
      return craft([
        { client: one, clock: 0, structs: [{ origin: { client: other, clock: 0 }, content: text('x') }] },
        { client: other, clock: 0, structs: [{ origin: { client: one, clock: 0 }, content: text('y') }] },
      ])
    }),
  },
  {
    id: 'cyclic-dependencies-deep',
    tries: 'a first struct that waits for what waits for the second',
    by: 'collaborator',
    meets: 'malformed',
    build: (scene) => {
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
  },
]

const PARENTS: readonly Attack[] = [
  {
    id: 'parent-not-a-type',
    tries: 'something within letters',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({ structs: [{ parent: ownLetter(doc, 0), content: text('x') }] })),
  },
  {
    id: 'parent-a-plain-value',
    tries: 'something within plain facts',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({
      structs: [
        {
          parent: itemUnder(entryOf(doc, MESSAGES.own), MESSAGE_KEY.meta).id,
          key: 'author',
          content: { kind: 'plain', values: ['x'] },
        },
      ],
    })),
  },
  {
    id: 'exception-half-way',
    tries: 'something good, then what makes Yjs throw',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc, client) => ({
      structs: [
        { origin: lastId(textOf(doc, MESSAGES.own)), content: text('good') },
        { parent: { client, clock: 2 }, content: text('bad') },
      ],
    })),
  },
  {
    id: 'onto-collected',
    tries: 'a type beside what was collected, and something in it',
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc, client) => ({
      structs: [
        { origin: collected(doc), content: { kind: 'type', type: TYPE.map } },
        { parent: { client, clock: 0 }, key: 'm', content: { kind: 'plain', values: ['x'] } },
      ],
    })),
  },
  {
    id: 'between-reply-and-collected',
    tries: 'a left neighbour in a reply and a collected right one',
    by: 'collaborator',
    meets: 'contained',
    build: byStructs((doc) => ({
      structs: [
        { origin: lastId(replyOf(doc, MESSAGES.reply)), rightOrigin: collected(doc), content: text('x') },
      ],
    })),
  },
  {
    id: 'root-unknown',
    tries: 'a root that conversations do not have',
    by: 'collaborator',
    meets: 'root',
    build: byStructs(() => ({
      structs: [{ parent: 'grants', key: 'me', content: { kind: 'plain', values: ['owner'] } }],
    })),
  },
  {
    id: 'root-flood',
    tries: 'ten thousand roots',
    by: 'collaborator',
    meets: 'root',
    build: byStructs(() => ({
      structs: Array.from({ length: 10_000 }, (_, index) => ({
        parent: `root-${index}`,
        content: text('x'),
      })),
    })),
  },
  {
    id: 'root-prototype',
    tries: 'a root with a name that every object has',
    by: 'collaborator',
    meets: 'root',
    build: byStructs(() => ({ structs: [{ parent: '__proto__', content: text('x') }] })),
  },
  {
    id: 'root-as-another-type',
    tries: 'using the list of messages as a map',
    by: 'collaborator',
    meets: 'key',
    build: byStructs((_doc, _client, { cast }) => ({
      structs: [
        {
          parent: ROOT.messages,
          key: 'x',
          content: { kind: 'plain', values: [messageBy(cast.collaborator)] },
        },
      ],
    })),
  },
  {
    id: 'root-as-text',
    tries: 'letters in the list of messages',
    by: 'collaborator',
    meets: 'content',
    build: byStructs((doc) => {
      const { messages } = conversationRoots(doc)
      return {
        structs: [{ origin: itemOf(messages.get(messages.length - 1)).lastId, content: text('x') }],
      }
    }),
  },
]

const OVERLAPS: readonly Attack[] = [
  {
    id: 'overlap-as-splice',
    tries: 'letters sent again, longer and as if they stood in a reply',
    by: 'collaborator',
    meets: 'contained',
    build: overlapping(honestTyping, (doc) => [{ parent: reply(doc), content: text('hello world') }]),
  },
  {
    id: 'overlap-from-the-middle',
    tries: 'the end of letters sent again, longer and as if they stood in a reply',
    by: 'collaborator',
    meets: 'contained',
    build: overlapping(
      honestTyping,
      (doc) => [{ origin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('lo world') }],
      3,
    ),
  },
  {
    id: 'overlap-as-meta',
    tries: 'a title sent again as facts of a message, with more behind',
    by: 'collaborator',
    meets: 'value',
    build: overlapping(honestTitle, (doc, _client, author) => [
      {
        parent: itemOf(entryOf(doc, MESSAGES.owners)).id,
        key: MESSAGE_KEY.meta,
        content: { kind: 'plain', values: ['Mine', messageBy(author)] },
      },
    ]),
  },
  {
    id: 'overlap-as-order',
    tries: 'a title sent again as an item of the order, with more behind',
    by: 'collaborator',
    meets: 'value',
    build: overlapping(honestTitle, () => [
      { parent: ROOT.order, content: { kind: 'plain', values: ['Mine', [MESSAGES.own, 1]] } },
    ]),
  },
  {
    id: 'overlap-bypass',
    tries: 'known letters sent again, and behind them something in a reply',
    by: 'collaborator',
    meets: 'body',
    build: overlapping(honestTyping, (doc) => [
      honestTyping(doc),
      { parent: reply(doc), content: text('x') },
    ]),
  },
  {
    id: 'overlap-right-origin',
    tries: 'letters sent again, with a right neighbour in a reply',
    by: 'collaborator',
    meets: 'malformed',
    build: overlapping(honestTyping, (doc) => [
      { rightOrigin: firstItem(replyOf(doc, MESSAGES.reply)).id, content: text('hello world') },
    ]),
  },
  {
    id: 'prefix-that-lies',
    tries: 'a known type sent again as one in a reply, and something put in it',
    by: 'collaborator',
    meets: 'contained',
    build: overlapping(
      (doc) => ({ origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph }),
      (doc, client) => [
        { parent: reply(doc), content: paragraph },
        { parent: { client, clock: 0 }, content: { kind: 'type', type: TYPE.xmlText } },
      ],
    ),
  },
  {
    id: 'prefix-of-another-kind',
    tries: 'a known text sent again as a map, and a key put in it',
    by: 'collaborator',
    meets: 'content',
    build: overlapping(
      (doc) => ({ origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph }),
      (doc, client) => [
        { parent: reply(doc), content: { kind: 'type', type: TYPE.map } },
        { parent: { client, clock: 0 }, content: { kind: 'plain', values: [{ by: 'x' }] } },
      ],
    ),
  },
]

export const STRUCTURE: readonly Attack[] = [...NEIGHBOURS, ...PARENTS, ...OVERLAPS]
