/**
 * A conversation's document as stores for React. The tree is read anew only when messages, branches or the order
 * change, never for what happens inside a body, so that a token costs the same in a conversation of any length.
 * Entries that did not change keep their identity.
 */
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import {
  type BranchEntry,
  conversationRoots,
  createTree,
  FIRST_BRANCH_KEY,
  type MessageEntry,
  type OrderEntry,
  type Provenance,
  type RunEntry,
  readBranch,
  readFirstBranch,
  readMessage,
  readOrder,
  readProvenance,
  readRun,
  readSettings,
  type SettingKey,
  type Settings,
  shownRuns,
  type Tree,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId, RunId } from '../../shared/ids.ts'
import { createPresenceBoard, type PresenceBoard } from './presence.ts'
import type { Replica } from './replica.ts'
import { createDerivedStore, createStore, type ReadableStore } from './store.ts'

export interface Runs {
  readonly byId: ReadonlyMap<RunId, RunEntry>
  /** The runs that a message asked for, oldest first; what several asked at once stands there once. */
  readonly askedBy: ReadonlyMap<MessageId, readonly RunEntry[]>
  /** Queued or running; likewise. */
  readonly active: readonly RunEntry[]
}

/** A setting that somebody else has just changed. */
export interface SettingChange {
  readonly key: SettingKey
  /** Their name, where they are here. */
  readonly by: string | undefined
  readonly number: number
}

export interface ConversationModel {
  readonly doc: Y.Doc
  readonly tree: ReadableStore<Tree>
  readonly runs: ReadableStore<Runs>
  /** Who edited and deleted what. A message's keeps its identity while it says the same. */
  readonly provenance: ReadableStore<ReadonlyMap<MessageId, Provenance>>
  readonly settings: ReadableStore<Settings>
  readonly settingChange: ReadableStore<SettingChange | undefined>
  readonly presence: PresenceBoard
  /** What presence is read from: the editors of shared texts tell their carets here. */
  readonly awareness: Awareness
  readonly close: () => void
}

/** What is needed of a replica. */
export interface ModelSource {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly connection: Pick<Replica['connection'], 'isOrigin' | 'isSynced'>
}

export const createConversationModel = (replica: ModelSource, me: PrincipalId): ConversationModel => {
  const { doc } = replica
  const roots = conversationRoots(doc)
  const presence = createPresenceBoard(replica.awareness, me)

  const messages = cachedList<MessageEntry>(roots.messages, readMessage)
  const branches = cachedList<BranchEntry>(roots.branches, readBranch)
  const runEntries = cachedList<RunEntry>(roots.runs, readRun)

  let known: ReadonlyMap<MessageId, OrderEntry> = new Map()
  const order = createDerivedStore(() => (known = keepSame(known, readOrder(roots), isSameOrder)))
  const tree = createDerivedStore(() =>
    createTree({
      messages: messages.read(),
      branches: branches.read(),
      order: order.get(),
      first: readFirstBranch(roots),
    }),
  )
  const runs = createDerivedStore(() => indexRuns(runEntries.read()))
  let hands: ReadonlyMap<MessageId, Provenance> = new Map()
  const provenance = createDerivedStore(
    () => (hands = keepSame(hands, readProvenance(roots), isSameProvenance)),
  )
  const settings = createDerivedStore(() => readSettings(roots))
  const settingChange = createStore<SettingChange | undefined>(undefined)

  const onTransaction = (transaction: Y.Transaction): void => {
    const hasNewOrder = transaction.changed.has(asChanged(roots.order))
    if (hasNewOrder) order.invalidate()
    // Each is to hear of it.
    const changed = [messages.notice(transaction), branches.notice(transaction), hasNewOrder]
    if (changed.includes(true)) tree.invalidate()
    if (runEntries.notice(transaction)) runs.invalidate()
    if (transaction.changed.has(asChanged(roots.provenance))) provenance.invalidate()
    const keys = transaction.changed.get(asChanged(roots.settings))
    if (keys !== undefined) {
      settings.invalidate()
      if (Object.values(FIRST_BRANCH_KEY).some((changed) => keys.has(changed))) tree.invalidate()
      const key = [...keys].find((it): it is SettingKey => it !== null && it in SETTING_NAMES)
      if (
        key !== undefined &&
        replica.connection.isOrigin(transaction.origin) &&
        replica.connection.isSynced()
      ) {
        const client = roots.settings._map.get(key)?.id.client
        const by = client === undefined ? undefined : presence.personOf(client)
        if (by?.user.id !== me) {
          settingChange.set({ key, by: by?.user.name, number: (settingChange.get()?.number ?? 0) + 1 })
        }
      }
    }
  }
  doc.on('afterTransaction', onTransaction)

  return {
    doc,
    tree,
    runs,
    provenance,
    settings,
    settingChange,
    presence,
    awareness: replica.awareness,
    close: () => {
      doc.off('afterTransaction', onTransaction)
      presence.close()
    },
  }
}

const SETTING_NAMES: Record<SettingKey, true> = {
  title: true,
  model: true,
  systemPrompt: true,
  temperature: true,
  maxTokens: true,
  mainBranch: true,
}

const keepSame = <Value>(
  before: ReadonlyMap<MessageId, Value>,
  now: ReadonlyMap<MessageId, Value>,
  isSame: (old: Value, next: Value) => boolean,
): ReadonlyMap<MessageId, Value> => {
  const kept = new Map<MessageId, Value>()
  for (const [id, next] of now) {
    const old = before.get(id)
    kept.set(id, old !== undefined && isSame(old, next) ? old : next)
  }
  return kept
}

const isSameProvenance = (old: Provenance, next: Provenance): boolean =>
  JSON.stringify(old) === JSON.stringify(next)

const isSameOrder = (old: OrderEntry, next: OrderEntry): boolean =>
  old.position === next.position && old.receivedAt === next.receivedAt

type ChangedType = Parameters<Y.Transaction['changed']['get']>[0]

/** `Transaction.changed` is keyed by the widest type of all. */
const asChanged = (type: unknown): ChangedType => type as ChangedType

/** Entries of a list, each read once, until it changed or was moved up by what others appended at the same time. */
const cachedList = <Entry>(
  array: Y.Array<Y.Map<unknown>>,
  readEntry: (entry: unknown, index: number) => Entry | undefined,
) => {
  let items: readonly Y.Map<unknown>[] = []
  let entries: readonly (Entry | undefined)[] = []
  let readable: readonly Entry[] | undefined
  const forgotten = new Set<unknown>()
  return {
    read: (): readonly Entry[] => {
      if (readable !== undefined) return readable
      const now = array.toArray()
      entries = now.map((item, index) =>
        item === items[index] && !forgotten.has(item) ? entries[index] : readEntry(item, index),
      )
      items = now
      forgotten.clear()
      readable = entries.filter((entry) => entry !== undefined)
      return readable
    },
    /** Forgets what changed. Returns whether the list or any of its entries did. */
    notice: (transaction: Y.Transaction): boolean => {
      let changed = transaction.changed.has(asChanged(array))
      for (const type of transaction.changed.keys()) {
        if (type.parent !== array) continue
        forgotten.add(type)
        changed = true
      }
      if (changed) readable = undefined
      return changed
    },
  }
}

export const indexRuns = (entries: readonly RunEntry[]): Runs => {
  const askedBy = new Map<MessageId, RunEntry[]>()
  const shown = shownRuns(entries)
  for (const run of shown) askedBy.set(run.parentId, [...(askedBy.get(run.parentId) ?? []), run])
  return {
    byId: new Map(entries.map((run) => [run.id, run])),
    askedBy,
    active: shown.filter((run) => run.status === 'queued' || run.status === 'running'),
  }
}
