/** Makes hostile updates of honest ones: struct by struct, and byte by byte. */
import * as Y from 'yjs'
import { MESSAGE_KEY, ROOT } from '../../shared/document/index.ts'
import type { Writer } from '../../sync-server/gate/gate.ts'
import { parseUpdate } from '../../sync-server/gate/parse-update.ts'
import { Refusal } from '../../sync-server/gate/refusal.ts'
import { type ParsedUpdate, TYPE_KINDS, type UpdateStruct } from '../../sync-server/gate/update-struct.ts'
import {
  craft,
  type RawContent,
  type RawDeletes,
  type RawId,
  type RawSection,
  type RawStruct,
} from '../attacks/craft.ts'
import type { Random } from '../helpers/random.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
interface DraftSection {
  client: number
  clock: number
  structs: Mutable<RawStruct>[]
}
interface Draft {
  sections: DraftSection[]
  deletes: { client: number; ranges: [number, number][] }[]
}

/** What a hostile peer knows and may use. */
export interface Arsenal {
  readonly random: Random
  readonly writer: Writer
  /** The document as it got it. */
  readonly doc: Y.Doc
  /** Client ids of its own. */
  readonly clients: readonly number[]
  readonly newClient: () => number
}

/** An update, changed in one to four places. `undefined` where it cannot be read. */
export const mutateStructs = (update: Uint8Array, arsenal: Arsenal): Uint8Array | undefined => {
  const draft = readDraft(update)
  if (draft === undefined) return undefined
  const { random } = arsenal
  const times = random.below(5)
  for (let time = 0; time < times; time++) random.pick(MUTATIONS)(draft, arsenal)
  return writeDraft(draft)
}

/** Somebody else's update as if the writer had made it: under a client id of its own and in its own name. */
export const adopt = (
  update: Uint8Array,
  { random, clients, newClient, doc, writer }: Arsenal,
): Uint8Array | undefined => {
  const draft = readDraft(update)
  if (draft === undefined) return undefined
  const moved = new Map(
    draft.sections.map(({ client, clock }) => {
      const own = random.chance(0.1) ? newClient() : random.pick(clients)
      return [client, { client: own, from: clock, by: Y.getState(doc.store, own) - clock }] as const
    }),
  )
  if (new Set([...moved.values()].map(({ client }) => client)).size < moved.size) return undefined
  const move = <Other>(id: RawId | Other): RawId | Other => {
    if (!isId(id)) return id
    const to = moved.get(id.client)
    return to === undefined || id.clock < to.from ? id : { client: to.client, clock: id.clock + to.by }
  }
  for (const section of draft.sections) {
    for (const struct of section.structs) {
      struct.origin = move(struct.origin)
      struct.rightOrigin = move(struct.rightOrigin)
      struct.parent = move(struct.parent)
      if (struct.content.kind === 'plain') {
        struct.content = {
          kind: 'plain',
          values: struct.content.values.map((value) => inOwnName(value, writer, random)),
        }
      }
    }
    const to = moved.get(section.client)
    if (to !== undefined) {
      section.client = to.client
      section.clock += to.by
    }
  }
  draft.deletes = draft.deletes.filter(({ client }) => !moved.has(client))
  return writeDraft(draft)
}

const isId = (value: unknown): value is RawId =>
  typeof value === 'object' && value !== null && 'clock' in value

const inOwnName = (value: unknown, writer: Writer, random: Random): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const named = Object.entries(value).map(([key, held]): [string, unknown] => {
    if (['author', 'createdBy', 'requestedBy', 'by'].includes(key)) return [key, writer.id]
    if (key === 'id') return [key, `hostile-${random.below(1_000_000)}`]
    return [key, held]
  })
  return Object.fromEntries(named.filter(([key]) => key !== 'runId'))
}

const readDraft = (update: Uint8Array): Draft | undefined => {
  const parsed = parseUpdate(update)
  return parsed instanceof Refusal ? undefined : toDraft(parsed)
}

const writeDraft = ({ sections, deletes }: Draft): Uint8Array =>
  craft(sections satisfies RawSection[], deletes satisfies RawDeletes)

export const mutateBytes = (update: Uint8Array, random: Random): Uint8Array => {
  const bytes = [...update]
  const times = 1 + random.below(4)
  for (let time = 0; time < times; time++) {
    const at = random.below(bytes.length + 1)
    switch (random.below(6)) {
      case 0:
        bytes[at] = random.below(256)
        break
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
        break
      case 2:
        bytes.splice(at, 1)
        break
      case 3:
        bytes.splice(at, 0, random.below(256))
        break
      case 4:
        bytes.splice(
          at,
          random.below(8),
          ...bytes.slice(random.below(bytes.length + 1)).slice(0, random.below(8)),
        )
        break
      default:
        bytes[at] = random.pick([0, 1, 127, 128, 255])
    }
  }
  return Uint8Array.from(bytes, (byte) => byte ?? 0)
}

const toDraft = ({ sections, deletes }: ParsedUpdate): Draft => ({
  sections: [...sections.values()].map(({ client, structs }) => ({
    client,
    clock: structs[0]?.clock ?? 0,
    structs: structs.map(toRaw),
  })),
  deletes: [...deletes].map(([client, ranges]) => ({
    client,
    ranges: ranges.map(({ clock, length }) => [clock, length]),
  })),
})

const toRaw = (struct: UpdateStruct): Mutable<RawStruct> => ({
  origin: struct.origin ?? undefined,
  rightOrigin: struct.rightOrigin ?? undefined,
  parent: struct.parentRoot ?? struct.parentId ?? undefined,
  key: struct.key ?? undefined,
  content: contentToRaw(struct),
})

const contentToRaw = ({ content, length }: UpdateStruct): RawContent => {
  switch (content.kind) {
    case 'collected':
    case 'deleted':
      return { kind: content.kind, length }
    case 'type': {
      const hasName = content.type === 'element' || content.type === 'hook'
      return {
        kind: 'type',
        type: TYPE_KINDS.indexOf(content.type),
        ...(hasName ? { name: content.name } : {}),
      }
    }
    case 'string':
    case 'format':
    case 'plain':
      return content
  }
}

type Mutation = (draft: Draft, arsenal: Arsenal) => void

const anyStruct = (draft: Draft, random: Random): Mutable<RawStruct> | undefined => {
  const structs = draft.sections[random.below(draft.sections.length)]?.structs ?? []
  return structs[random.below(structs.length)]
}

/** The id of something in the document, most often near what is being changed. */
const anyId = (arsenal: Arsenal, near?: RawId): RawId => {
  const { random, doc } = arsenal
  if (near !== undefined && random.chance(0.6)) {
    return { client: near.client, clock: Math.max(0, near.clock - 8 + random.below(16)) }
  }
  const client = random.pick([...doc.store.clients.keys()])
  return { client, clock: random.below(Y.getState(doc.store, client) + 1) }
}

const anyTypeId = ({ doc, random }: Arsenal): RawId | string => {
  if (random.chance(0.2)) return random.pick(Object.values(ROOT))
  const types: RawId[] = []
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentType) types.push(struct.id)
    }
  }
  return types.length === 0 ? ROOT.messages : random.pick(types)
}

const anyContent = (random: Random): RawContent =>
  random.pick<RawContent>([
    { kind: 'string', text: random.pick(['x', 'hello', '😀', 'a\nb']) },
    { kind: 'plain', values: [random.pick<unknown>(['x', 1, true, null, { by: 'hana' }, [1]])] },
    { kind: 'deleted', length: 1 + random.below(5) },
    { kind: 'collected', length: 1 + random.below(5) },
    {
      kind: 'format',
      mark: random.pick(['bold', 'italic', 'evil']),
      value: random.pick<unknown>([{}, null]),
    },
    { kind: 'type', type: 3, name: random.pick(['paragraph', 'heading', 'script']) },
    { kind: 'type', type: random.pick([0, 1, 2, 4, 6]) },
  ])

const KEYS = [...Object.values(MESSAGE_KEY), 'title', 'status', 'level', '__proto__']

const MUTATIONS: readonly Mutation[] = [
  (draft, arsenal) => {
    const struct = anyStruct(draft, arsenal.random)
    if (struct !== undefined) struct.origin = anyId(arsenal, struct.origin ?? struct.rightOrigin)
  },
  (draft, arsenal) => {
    const struct = anyStruct(draft, arsenal.random)
    if (struct !== undefined) struct.rightOrigin = anyId(arsenal, struct.rightOrigin ?? struct.origin)
  },
  (draft, { random }) => {
    const struct = anyStruct(draft, random)
    if (struct !== undefined) [struct.origin, struct.rightOrigin] = [struct.rightOrigin, struct.origin]
  },
  (draft, arsenal) => {
    const struct = anyStruct(draft, arsenal.random)
    if (struct === undefined) return
    struct.origin = undefined
    struct.rightOrigin = undefined
    struct.parent = anyTypeId(arsenal)
  },
  (draft, { random }) => {
    const struct = anyStruct(draft, random)
    if (struct !== undefined) struct.rightOrigin = undefined
  },
  (draft, { random }) => {
    const struct = anyStruct(draft, random)
    if (struct !== undefined) struct.key = random.chance(0.3) ? undefined : random.pick(KEYS)
  },
  (draft, { random }) => {
    const struct = anyStruct(draft, random)
    if (struct !== undefined) struct.content = anyContent(random)
  },
  (draft, { random }) => {
    const struct = anyStruct(draft, random)
    if (struct?.content.kind === 'string') {
      struct.content = {
        kind: 'string',
        text: `${struct.content.text}${random.pick(['!', ' and more', '😀'])}`,
      }
    }
  },
  ({ sections }, { random }) => {
    if (sections.length === 0) return
    const { structs } = random.pick(sections)
    if (structs.length > 1) structs.splice(random.below(structs.length), 1)
  },
  ({ sections }, { random }) => {
    if (sections.length === 0) return
    const { structs } = random.pick(sections)
    const copy = structs[random.below(structs.length)]
    if (copy !== undefined) structs.splice(random.below(structs.length + 1), 0, { ...copy })
  },
  ({ sections }, { random, clients, newClient, doc }) => {
    if (sections.length === 0) return
    const section = random.pick(sections)
    section.client = random.pick([newClient(), ...clients, ...doc.store.clients.keys()])
    section.clock = Y.getState(doc.store, section.client)
  },
  ({ sections }, { random }) => {
    if (sections.length === 0) return
    const section = random.pick(sections)
    section.clock = Math.max(0, section.clock - 4 + random.below(8))
  },
  ({ sections }, arsenal) => {
    // A struct more, anywhere.
    const { random } = arsenal
    if (sections.length === 0) return
    random.pick(sections).structs.push({
      ...(random.chance(0.5) ? { origin: anyId(arsenal) } : {}),
      ...(random.chance(0.5) ? { rightOrigin: anyId(arsenal) } : {}),
      parent: anyTypeId(arsenal),
      content: anyContent(random),
    })
  },
  ({ deletes }, arsenal) => {
    const { client, clock } = anyId(arsenal)
    const entry = deletes.find((one) => one.client === client)
    const range: [number, number] = [clock, 1 + arsenal.random.below(3)]
    if (entry === undefined) deletes.push({ client, ranges: [range] })
    else {
      entry.ranges.push(range)
      entry.ranges.sort(([a], [b]) => a - b)
    }
  },
  ({ deletes, sections }, { random }) => {
    // Deletes something of its own.
    if (sections.length === 0) return
    const { client, clock } = random.pick(sections)
    if (deletes.every((one) => one.client !== client))
      deletes.push({ client, ranges: [[clock + random.below(3), 1]] })
  },
]

/**
 * Letters in one text between neighbours picked at random, from several clients at once: hardly anything but the
 * check of their order can refuse them.
 */
export const scatterLetters = (arsenal: Arsenal, text: Y.XmlText): Uint8Array => {
  const { random, doc } = arsenal
  const parent = text._item?.id
  const known: RawId[] = []
  for (let item = text._start; item !== null; item = item.right) {
    for (let offset = 0; offset < item.length; offset++) {
      known.push({ client: item.id.client, clock: item.id.clock + offset })
    }
  }
  const clients = new Set([random.pick(arsenal.clients)])
  if (random.chance(0.2)) clients.add(random.pick(arsenal.clients)).add(arsenal.newClient())
  const sections: RawSection[] = []
  for (const client of clients) {
    const clock = Y.getState(doc.store, client)
    const structs: RawStruct[] = []
    const count = random.pick([1, 1, 1, 2, 3])
    for (let index = 0; index < count; index++) {
      const at = random.below(known.length + 1)
      // Mostly close together, so that many are honest by chance.
      const width = random.pick([0, 0, 0, 1, 1, 2, 3, 5, 9])
      const origin = known[at - 1]
      const rightOrigin = random.chance(0.2) ? undefined : known[at + width]
      structs.push({
        origin,
        rightOrigin,
        parent,
        content: { kind: 'string', text: random.pick(['a', 'bc', 'def']) },
      })
      // Later letters may stand beside earlier ones of the same update, also of another client.
      known.splice(at, 0, { client, clock: clock + index })
    }
    sections.push({ client, clock, structs })
  }
  return craft(sections)
}
