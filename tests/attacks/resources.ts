/** Costing more than it gives: bombs, floods, and bytes that are no update. */
import * as Y from 'yjs'
import { changeSetting, conversationRoots, ROOT } from '../../shared/document/index.ts'
import { type Attack, byBytes, byStructs, changeOf, meets, replica } from './attack.ts'
import { craft, type RawContent, type RawDeletes, type RawSection, type RawStruct } from './craft.ts'
import { plain } from './hostile-entry.ts'
import { firstItem, textOf } from './own-message.ts'
import { MESSAGES, type Scene } from './scene.ts'

const GARBAGE: RawStruct = { content: { kind: 'collected', length: 1 } }
const title = (value: unknown): RawStruct => ({
  parent: ROOT.settings,
  key: 'title',
  content: plain(value),
})

const ofLength = (content: RawContent): Attack['build'] =>
  byStructs(() => ({ structs: [{ parent: ROOT.settings, content }] }))

const flood = (count: number, struct: RawStruct): Attack['build'] =>
  byStructs(() => ({ structs: Array.from({ length: count }, () => struct) }))

const deleting = (...deletes: RawDeletes): Attack['build'] => byBytes(() => craft([], deletes))

const everyOther = (count: number) => Array.from({ length: count }, (_, n) => [n * 2, 1] as const)

const sections = (scene: Scene, count: number, clock = 0): RawSection[] =>
  Array.from({ length: count }, () => ({ client: scene.newClient(), clock, structs: [GARBAGE] }))

const honestUpdate = (scene: Scene): Uint8Array =>
  changeOf(replica(scene), (doc) => changeSetting(doc, 'title', 'A good title'))

/** Letters, each put in front of the one before; a higher client's pass all of a lower one's. */
const inFront = (scene: Scene, letters: number): Uint8Array => {
  const first = firstItem(textOf(replica(scene), MESSAGES.own))
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

const limits = meets('limits')
const malformed = meets('malformed')
const missing = meets('missing-deps')
const quota = meets('quota')
const viewersMalformed = meets('malformed', 'viewer')

export const RESOURCES: readonly Attack[] = [
  limits(
    'clock-exhaustion',
    'a clock near the highest integer',
    byBytes(({ newClient }) =>
      craft([{ client: newClient(), clock: Number.MAX_SAFE_INTEGER - 10, structs: [title('x')] }]),
    ),
  ),
  limits(
    'huge-deleted-length',
    'a hole of a billion letters',
    ofLength({ kind: 'deleted', length: 1_000_000_000 }),
  ),
  limits(
    'huge-garbage-length',
    'a billion units of garbage',
    ofLength({ kind: 'collected', length: 1_000_000_000 }),
  ),
  limits(
    'many-long-structs',
    'a thousand holes of a million letters each',
    flood(1000, { content: { kind: 'collected', length: 2 ** 20 } }),
  ),
  malformed('zero-length-garbage', 'garbage without length', ofLength({ kind: 'collected', length: 0 })),
  malformed('zero-length-hole', 'a hole without length', ofLength({ kind: 'deleted', length: 0 })),
  malformed('zero-length-string', 'no letters', ofLength({ kind: 'string', text: '' })),
  malformed('zero-length-values', 'no values', ofLength(plain())),
  malformed(
    'client-twice',
    'the same client twice in one update',
    byBytes(({ newClient }) => {
      const client = newClient()
      return craft([
        { client, clock: 0, structs: [title('a')] },
        { client, clock: 0, structs: [title('b')] },
      ])
    }),
  ),
  malformed(
    'client-without-structs',
    'a client that wrote nothing',
    byBytes(({ newClient }) => craft([{ client: newClient(), clock: 0, structs: [] }])),
  ),
  missing(
    'skip',
    'a skipped range of clocks',
    byStructs(() => ({ structs: [{ content: { kind: 'skip', length: 5 } }, title('x')] })),
  ),
  missing(
    'gap',
    'what comes after something that never comes',
    byBytes((scene) => craft(sections(scene, 1, 100))),
  ),
  missing(
    'gap-flood',
    'sixty clients that all come after something that never comes',
    byBytes((scene) => craft(sections(scene, 60, 100))),
  ),
  missing(
    'missing-origins',
    'a thousand letters beside letters that nobody has',
    byStructs((_doc, _client, { newClient }) => {
      const unknown = newClient()
      return {
        structs: Array.from({ length: 1000 }, (_, clock) => ({
          origin: { client: unknown, clock },
          content: { kind: 'string', text: 'x' },
        })),
      }
    }),
  ),
  missing(
    'pending-deletes',
    'deleting what nobody has written yet',
    byBytes(({ newClient }) => craft([], [{ client: newClient(), ranges: [[0, 1_000_000]] }])),
  ),
  limits(
    'client-flood',
    'a thousand clients in one update',
    byBytes((scene) => craft(sections(scene, 1000))),
  ),
  quota('client-flood-slowly', 'more and more client ids, update by update', (scene) => ({
    honest: Array.from({ length: 7 }, () => craft(sections(scene, 64))),
    hostile: [craft(sections(scene, 64))],
  })),
  limits('struct-flood', 'a hundred thousand structs', flood(100_000, GARBAGE)),
  meets('limits', 'viewer')(
    'delete-set-bomb',
    'four hundred thousand deleted ranges',
    byBytes(({ newClient }) => craft([], [{ client: newClient(), ranges: everyOther(400_000) }])),
  ),
  viewersMalformed(
    'delete-set-overlapping',
    'deleted ranges that overlap',
    deleting({
      client: 1,
      ranges: [
        [5, 10],
        [0, 10],
      ],
    }),
  ),
  viewersMalformed(
    'delete-set-client-twice',
    'the same client twice in a delete set',
    deleting({ client: 1, ranges: [[0, 1]] }, { client: 1, ranges: [[0, 1]] }),
  ),
  viewersMalformed(
    'delete-set-empty-range',
    'a deleted range without length',
    deleting({ client: 1, ranges: [[0, 0]] }),
  ),
  limits('delete-every-other-letter', 'cutting a long text into thousands of pieces', (scene) => {
    const doc = replica(scene)
    return {
      honest: [changeOf(doc, () => textOf(doc, MESSAGES.own).insert(0, 'x'.repeat(30_000)))],
      hostile: [craft([], [{ client: doc.clientID, ranges: everyOther(15_000) }])],
    }
  }),
  quota('conflict-bomb', 'ten thousand letters, each of which passes ten thousand others', (scene) => ({
    honest: [inFront(scene, 10_000)],
    hostile: [inFront(scene, 10_000)],
  })),
  limits(
    'huge-string',
    'more than a million letters at once',
    ofLength({ kind: 'string', text: 'x'.repeat(1_200_000) }),
  ),
  limits(
    'huge-update',
    'an update of three megabytes',
    ofLength({ kind: 'string', text: 'x'.repeat(3_000_000) }),
  ),
  limits(
    'claimed-structs',
    'claiming a trillion structs',
    byBytes(({ newClient }) =>
      craft([{ client: newClient(), clock: 0, structs: [title('x')], claimedCount: 2 ** 40 }]),
    ),
  ),
  limits(
    'claimed-values',
    'claiming a trillion values',
    ofLength({ kind: 'raw-plain', count: 2 ** 40, bytes: new Uint8Array([127]) }),
  ),
  limits(
    'claimed-clients',
    'claiming a trillion clients',
    byBytes(() => new Uint8Array([128, 128, 128, 128, 128, 64, 0])),
  ),
  limits(
    'long-key',
    'a key of ten thousand letters',
    byStructs(() => ({
      structs: [{ parent: ROOT.settings, key: 'k'.repeat(10_000), content: plain('x') }],
    })),
  ),
  malformed(
    'second-format',
    'the second version of the update format',
    byBytes((scene) => Y.convertUpdateFormatV1ToV2(honestUpdate(scene))),
  ),
  malformed(
    'nothing',
    'no bytes',
    byBytes(() => new Uint8Array()),
  ),
  malformed('noise', 'bytes without sense', () => ({
    hostile: Array.from({ length: 40 }, (_, n) => new Uint8Array([1, 1, 9, ...noise(n + 3)])),
  })),
  malformed('truncated', 'every beginning of a good update', (scene) => {
    const update = honestUpdate(scene)
    return { hostile: Array.from({ length: update.length }, (_, end) => update.slice(0, end)) }
  }),
  malformed(
    'trailing-bytes',
    'a good update with more behind',
    byBytes((scene) => new Uint8Array([...honestUpdate(scene), 0])),
  ),
  malformed(
    'endless-integer',
    'an integer that does not end',
    byBytes(() => new Uint8Array([1, 1, ...Array.from({ length: 50 }, () => 128)])),
  ),
  malformed(
    'not-utf-8',
    'letters that are none',
    byBytes(({ newClient }) => {
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
  ),
  meets('noop')('replayed', "one's own update again and again", (scene) => {
    const doc = replica(scene)
    const update = changeOf(doc, () => conversationRoots(doc).settings.set('title', 'Once'))
    return { honest: [update], hostile: [update, update, update] }
  }),
  malformed(
    'setting-held-by-item',
    "a value within the setting's own item",
    byStructs((doc) => ({
      structs: [
        {
          parent: conversationRoots(doc).settings._map.get('title')?.id,
          key: 'x',
          content: plain('x'),
        },
      ],
    })),
  ),
]
