/** Costing more than it gives: bombs, floods, and bytes that are no update. */
import * as Y from 'yjs'
import { changeSetting, conversationRoots, ROOT } from '../../shared/document/index.ts'
import { type Attack, byBytes, byStructs, changeOf, replica } from './attack.ts'
import { craft, type RawContent, type RawSection, type RawStruct } from './craft.ts'
import { bodyOf, MESSAGES, type Scene } from './scene.ts'

const GARBAGE: RawStruct = { content: { kind: 'collected', length: 1 } }
const title = (value: unknown): RawStruct => ({
  parent: ROOT.settings,
  key: 'title',
  content: { kind: 'plain', values: [value] },
})

const ofLength = (content: RawContent): Attack['build'] =>
  byBytes(({ newClient }) =>
    craft([{ client: newClient(), clock: 0, structs: [{ parent: 'settings', content }] }]),
  )

const sections = (scene: Scene, count: number, clock = 0): RawSection[] =>
  Array.from({ length: count }, () => ({ client: scene.newClient(), clock, structs: [GARBAGE] }))

const honestUpdate = (scene: Scene): Uint8Array =>
  changeOf(replica(scene), (doc) => changeSetting(doc, 'title', 'A good title'))

/** Letters, each put in front of the one before; a higher client's pass all of a lower one's. */
const inFront = (scene: Scene, letters: number): Uint8Array => {
  const [element] = bodyOf(replica(scene), MESSAGES.own).toArray()
  const text = element instanceof Y.XmlElement ? element.get(0) : undefined
  const first = text instanceof Y.XmlText ? text._start : null
  if (first === null) throw new Error('There is no text in this scene.')
  const client = scene.newClient()
  const structs = Array.from({ length: letters }, (_, clock) => ({
    rightOrigin: clock === 0 ? first.id : { client, clock: clock - 1 },
    content: { kind: 'string', text: 'x' } as const,
  }))
  return craft([{ client, clock: 0, structs }])
}

/** Bytes that look random and are the same in every run. */
const noise = (length: number): Uint8Array => {
  let seed = 42
  return Uint8Array.from({ length }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed >>> 24
  })
}

export const RESOURCES: readonly Attack[] = [
  {
    id: 'clock-exhaustion',
    tries: 'a clock near the highest integer',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes(({ newClient }) =>
      craft([{ client: newClient(), clock: Number.MAX_SAFE_INTEGER - 10, structs: [title('x')] }]),
    ),
  },
  {
    id: 'huge-deleted-length',
    tries: 'a hole of a billion letters',
    by: 'collaborator',
    meets: 'limits',
    build: ofLength({ kind: 'deleted', length: 1_000_000_000 }),
  },
  {
    id: 'huge-garbage-length',
    tries: 'a billion units of garbage',
    by: 'collaborator',
    meets: 'limits',
    build: ofLength({ kind: 'collected', length: 1_000_000_000 }),
  },
  {
    id: 'many-long-structs',
    tries: 'a thousand holes of a million letters each',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes(({ newClient }) =>
      craft([
        {
          client: newClient(),
          clock: 0,
          structs: Array.from({ length: 1000 }, () => ({
            content: { kind: 'collected', length: 2 ** 20 } as const,
          })),
        },
      ]),
    ),
  },
  {
    id: 'zero-length-garbage',
    tries: 'garbage without length',
    by: 'collaborator',
    meets: 'malformed',
    build: ofLength({ kind: 'collected', length: 0 }),
  },
  {
    id: 'zero-length-hole',
    tries: 'a hole without length',
    by: 'collaborator',
    meets: 'malformed',
    build: ofLength({ kind: 'deleted', length: 0 }),
  },
  {
    id: 'zero-length-string',
    tries: 'no letters',
    by: 'collaborator',
    meets: 'malformed',
    build: ofLength({ kind: 'string', text: '' }),
  },
  {
    id: 'zero-length-values',
    tries: 'no values',
    by: 'collaborator',
    meets: 'malformed',
    build: ofLength({ kind: 'plain', values: [] }),
  },
  {
    id: 'client-twice',
    tries: 'the same client twice in one update',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(({ newClient }) => {
      const client = newClient()
      return craft([
        { client, clock: 0, structs: [title('a')] },
        { client, clock: 0, structs: [title('b')] },
      ])
    }),
  },
  {
    id: 'client-without-structs',
    tries: 'a client that wrote nothing',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(({ newClient }) => craft([{ client: newClient(), clock: 0, structs: [] }])),
  },
  {
    id: 'skip',
    tries: 'a skipped range of clocks',
    by: 'collaborator',
    meets: 'missing-deps',
    build: byStructs(() => ({ structs: [{ content: { kind: 'skip', length: 5 } }, title('x')] })),
  },
  {
    id: 'gap',
    tries: 'what comes after something that never comes',
    by: 'collaborator',
    meets: 'missing-deps',
    build: byBytes((scene) => craft(sections(scene, 1, 100))),
  },
  {
    id: 'gap-flood',
    tries: 'sixty clients that all come after something that never comes',
    by: 'collaborator',
    meets: 'missing-deps',
    build: byBytes((scene) => craft(sections(scene, 60, 100))),
  },
  {
    id: 'missing-origins',
    tries: 'a thousand letters beside letters that nobody has',
    by: 'collaborator',
    meets: 'missing-deps',
    build: byStructs((_doc, _client, { newClient }) => {
      const unknown = newClient()
      return {
        structs: Array.from({ length: 1000 }, (_, clock) => ({
          origin: { client: unknown, clock },
          content: { kind: 'string', text: 'x' },
        })),
      }
    }),
  },
  {
    id: 'pending-deletes',
    tries: 'deleting what nobody has written yet',
    by: 'collaborator',
    meets: 'missing-deps',
    build: byBytes(({ newClient }) => craft([], [{ client: newClient(), ranges: [[0, 1_000_000]] }])),
  },
  {
    id: 'client-flood',
    tries: 'a thousand clients in one update',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes((scene) => craft(sections(scene, 1000))),
  },
  {
    id: 'client-flood-slowly',
    tries: 'more and more client ids, update by update',
    by: 'collaborator',
    meets: 'quota',
    build: (scene) => ({
      honest: Array.from({ length: 7 }, () => craft(sections(scene, 64))),
      hostile: [craft(sections(scene, 64))],
    }),
  },
  {
    id: 'struct-flood',
    tries: 'a hundred thousand structs',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes(({ newClient }) =>
      craft([{ client: newClient(), clock: 0, structs: Array.from({ length: 100_000 }, () => GARBAGE) }]),
    ),
  },
  {
    id: 'delete-set-bomb',
    tries: 'four hundred thousand deleted ranges',
    by: 'viewer',
    meets: 'limits',
    build: byBytes(({ newClient }) =>
      craft(
        [],
        [{ client: newClient(), ranges: Array.from({ length: 400_000 }, (_, n) => [n * 2, 1] as const) }],
      ),
    ),
  },
  {
    id: 'delete-set-overlapping',
    tries: 'deleted ranges that overlap',
    by: 'viewer',
    meets: 'malformed',
    build: byBytes(() =>
      craft(
        [],
        [
          {
            client: 1,
            ranges: [
              [5, 10],
              [0, 10],
            ],
          },
        ],
      ),
    ),
  },
  {
    id: 'delete-set-client-twice',
    tries: 'the same client twice in a delete set',
    by: 'viewer',
    meets: 'malformed',
    build: byBytes(() =>
      craft(
        [],
        [
          { client: 1, ranges: [[0, 1]] },
          { client: 1, ranges: [[0, 1]] },
        ],
      ),
    ),
  },
  {
    id: 'delete-set-empty-range',
    tries: 'a deleted range without length',
    by: 'viewer',
    meets: 'malformed',
    build: byBytes(() => craft([], [{ client: 1, ranges: [[0, 0]] }])),
  },
  {
    id: 'delete-every-other-letter',
    tries: 'cutting a long text into thousands of pieces',
    by: 'collaborator',
    meets: 'limits',
    build: (scene) => {
      const doc = replica(scene)
      const [element] = bodyOf(doc, MESSAGES.own).toArray()
      const own = element instanceof Y.XmlElement ? element.get(0) : undefined
      if (!(own instanceof Y.XmlText)) throw new Error('There is no text in this scene.')
      return {
        honest: [changeOf(doc, () => own.insert(0, 'x'.repeat(30_000)))],
        hostile: [
          craft(
            [],
            [{ client: doc.clientID, ranges: Array.from({ length: 15_000 }, (_, n) => [n * 2, 1] as const) }],
          ),
        ],
      }
    },
  },
  {
    id: 'conflict-bomb',
    tries: 'ten thousand letters, each of which passes ten thousand others',
    by: 'collaborator',
    meets: 'quota',
    build: (scene) => ({ honest: [inFront(scene, 10_000)], hostile: [inFront(scene, 10_000)] }),
  },
  {
    id: 'huge-string',
    tries: 'more than a million letters at once',
    by: 'collaborator',
    meets: 'limits',
    build: ofLength({ kind: 'string', text: 'x'.repeat(1_200_000) }),
  },
  {
    id: 'huge-update',
    tries: 'an update of three megabytes',
    by: 'collaborator',
    meets: 'limits',
    build: ofLength({ kind: 'string', text: 'x'.repeat(3_000_000) }),
  },
  {
    id: 'claimed-structs',
    tries: 'claiming a trillion structs',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes(({ newClient }) =>
      craft([{ client: newClient(), clock: 0, structs: [title('x')], claimedCount: 2 ** 40 }]),
    ),
  },
  {
    id: 'claimed-values',
    tries: 'claiming a trillion values',
    by: 'collaborator',
    meets: 'limits',
    build: ofLength({ kind: 'raw-plain', count: 2 ** 40, bytes: new Uint8Array([127]) }),
  },
  {
    id: 'claimed-clients',
    tries: 'claiming a trillion clients',
    by: 'collaborator',
    meets: 'limits',
    build: byBytes(() => new Uint8Array([128, 128, 128, 128, 128, 64, 0])),
  },
  {
    id: 'long-key',
    tries: 'a key of ten thousand letters',
    by: 'collaborator',
    meets: 'limits',
    build: byStructs(() => ({
      structs: [
        { parent: ROOT.settings, key: 'k'.repeat(10_000), content: { kind: 'plain', values: ['x'] } },
      ],
    })),
  },
  {
    id: 'second-format',
    tries: 'the second version of the update format',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes((scene) => Y.convertUpdateFormatV1ToV2(honestUpdate(scene))),
  },
  {
    id: 'nothing',
    tries: 'no bytes',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(() => new Uint8Array()),
  },
  {
    id: 'noise',
    tries: 'bytes without sense',
    by: 'collaborator',
    meets: 'malformed',
    build: () => ({
      hostile: Array.from({ length: 40 }, (_, n) => new Uint8Array([1, 1, 9, ...noise(n + 3)])),
    }),
  },
  {
    id: 'truncated',
    tries: 'every beginning of a good update',
    by: 'collaborator',
    meets: 'malformed',
    build: (scene) => {
      const update = honestUpdate(scene)
      return { hostile: Array.from({ length: update.length }, (_, end) => update.slice(0, end)) }
    },
  },
  {
    id: 'trailing-bytes',
    tries: 'a good update with more behind',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes((scene) => new Uint8Array([...honestUpdate(scene), 0])),
  },
  {
    id: 'endless-integer',
    tries: 'an integer that does not end',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(() => new Uint8Array([1, 1, ...Array.from({ length: 50 }, () => 128)])),
  },
  {
    id: 'not-utf-8',
    tries: 'letters that are none',
    by: 'collaborator',
    meets: 'malformed',
    build: byBytes(({ newClient }) => {
      const update = craft([
        {
          client: newClient(),
          clock: 0,
          structs: [{ parent: 'messages', content: { kind: 'string', text: 'ab' } }],
        },
      ])
      // The two letters stand before the count of deletes.
      update[update.length - 2] = 0xff
      return update
    }),
  },
  {
    id: 'replayed',
    tries: "one's own update again and again",
    by: 'collaborator',
    meets: 'noop',
    build: (scene) => {
      const doc = replica(scene)
      const update = changeOf(doc, () => conversationRoots(doc).settings.set('title', 'Once'))
      return { honest: [update], hostile: [update, update, update] }
    },
  },
  {
    id: 'setting-held-by-item',
    tries: "a value within the setting's own item",
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs((doc) => ({
      structs: [
        {
          parent: conversationRoots(doc).settings._map.get('title')?.id,
          key: 'x',
          content: { kind: 'plain', values: ['x'] },
        },
      ],
    })),
  },
]
