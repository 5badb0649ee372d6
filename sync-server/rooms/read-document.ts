/** From a stored log to a document, or to the reason why there is none. Everything that was stored is looked at here. */
import * as Y from 'yjs'
import { SERVER, type SetAside, type StoredUpdate } from '../storage/document-store.ts'
import { hasPending } from './snapshot.ts'

export type ReadDocument =
  | { readonly kind: 'readable'; readonly doc: Y.Doc }
  /** Which update, and what is wrong with it; no content. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** About 30 ms a megabyte, in one go: Yjs cannot stop halfway through an update. */
export const readDocument = (log: readonly StoredUpdate[]): ReadDocument => {
  const doc = new Y.Doc()
  let at: StoredUpdate | undefined
  try {
    doc.transact(() => {
      for (at of log) {
        if (!at.intact) throw new Error(DAMAGED)
        Y.applyUpdate(doc, at.update, SERVER)
      }
    }, SERVER)
    if (!hasPending(doc)) return { kind: 'readable', doc }
    doc.destroy()
    return { kind: 'unreadable', reason: MISSING }
  } catch (error) {
    doc.destroy()
    return { kind: 'unreadable', reason: `Update ${at?.position ?? 0}: ${textOf(error)}` }
  }
}

/**
 * Which updates have to be set aside for the rest to be readable. Keeps as much as it can; what builds on something
 * that cannot be read goes with it. `complete` where nothing has to go.
 */
export const planRepair = (log: readonly StoredUpdate[]): readonly SetAside[] => {
  const aside = new Map<number, string>()
  // What builds on an update that goes may stand before others that build on it: until a whole pass finds nothing.
  for (let found = true; found; ) {
    found = false
    const doc = new Y.Doc()
    for (const { position, update, intact } of log) {
      if (aside.has(position)) continue
      const problem = intact ? problemWith(doc, update) : DAMAGED
      if (problem === undefined) continue
      aside.set(position, problem)
      found = true
    }
    doc.destroy()
  }
  return log.flatMap(({ position }) => {
    const reason = aside.get(position)
    return reason === undefined ? [] : [{ position, reason }]
  })
}

/** Applies an update on its own; `doc` is not to be trusted any more where there was a problem. */
const problemWith = (doc: Y.Doc, update: Uint8Array): string | undefined => {
  try {
    Y.applyUpdate(doc, update, SERVER)
  } catch (error) {
    return textOf(error)
  }
  if (!hasPending(doc)) return undefined
  doc.store.pendingStructs = null
  doc.store.pendingDs = null
  return MISSING
}

const DAMAGED = 'These are not the bytes that were written.'
const MISSING = 'It builds on something that is not there.'

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
