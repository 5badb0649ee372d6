/**
 * The entries of a conversation as the gate needs them: whose they are, and which ids there are. Follows the live
 * document, since the server writes in it too.
 */
import * as Y from 'yjs'
import { type ConversationRoots, MESSAGE_KEY, ROLES } from '../../shared/document/index.ts'
import type { Entry, EntryKind } from './place.ts'
import type { SharedType } from './update-struct.ts'

/** `MESSAGE_KEY`, `BRANCH_KEY` and `RUN_KEY` name it alike. */
const META = MESSAGE_KEY.meta

export type MetaValue = Readonly<Record<string, unknown>>

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The facts under `m`; `undefined` where there are none, which only the server could have caused. */
const readMeta = (entry: SharedType): MetaValue | undefined => {
  const content = entry._map.get(META)?.content
  const value: unknown = content instanceof Y.ContentAny ? content.arr[0] : undefined
  return typeof value === 'object' && value !== null ? (value as MetaValue) : undefined
}

export const readEntry = (kind: EntryKind, type: SharedType): Entry | undefined => {
  const meta = readMeta(type)
  if (meta === undefined) return undefined
  const owner = asText(meta[OWNER_FIELD[kind]]) ?? ''
  const role = kind === 'message' ? ROLES.find((known) => known === meta.role) : undefined
  const agent = kind === 'run' ? asText(meta.agent) : undefined
  return { kind, owner, role, agent, fresh: undefined }
}

const OWNER_FIELD = { message: 'author', branch: 'createdBy', run: 'requestedBy' } as const

export interface EntryIndex {
  readonly hasMessage: (id: string) => boolean
  readonly hasBranch: (id: string) => boolean
  readonly hasRun: (id: string) => boolean
  /** Who is to answer this run; `undefined` where there is no such run. */
  readonly agentOf: (runId: string) => string | undefined
}

export const indexEntries = (doc: Y.Doc, roots: ConversationRoots): EntryIndex => {
  const messages = new Set<string>()
  const branches = new Set<string>()
  const runs = new Map<string, string>()

  const add = (array: unknown, content: unknown): void => {
    if (!(content instanceof Y.ContentType)) return
    const meta = readMeta(content.type)
    const id = asText(meta?.id)
    if (meta === undefined || id === undefined) return
    if (array === roots.messages) messages.add(id)
    else if (array === roots.branches) branches.add(id)
    else if (array === roots.runs && !runs.has(id)) runs.set(id, asText(meta.agent) ?? '')
  }

  for (const array of [roots.messages, roots.branches, roots.runs]) {
    for (let item = array._start; item !== null; item = item.right) add(array, item.content)
  }

  doc.on('afterTransaction', ({ changed, beforeState, afterState }: Y.Transaction) => {
    if (!changed.has(roots.messages) && !changed.has(roots.branches) && !changed.has(roots.runs)) return
    // By what is new in each client's structs: an event's own list of changes would walk the whole array.
    for (const [client, clock] of afterState) {
      const before = beforeState.get(client) ?? 0
      const structs = doc.store.clients.get(client)
      if (before === clock || structs === undefined) continue
      for (let index = Y.findIndexSS(structs, before); index < structs.length; index++) {
        const struct = structs[index]
        if (struct instanceof Y.Item) add(struct.parent, struct.content)
      }
    }
  })

  return {
    hasMessage: (id) => messages.has(id),
    hasBranch: (id) => branches.has(id),
    hasRun: (id) => runs.has(id),
    agentOf: (id) => runs.get(id),
  }
}
