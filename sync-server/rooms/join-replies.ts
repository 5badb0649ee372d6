/**
 * Answers to state vectors. Whoever joins with nothing is given the same bytes as everybody else who does: they are
 * encoded once for each state of the document, so that five hundred who come back at once cost one encoding.
 */
import * as Y from 'yjs'
import { syncStep2Frame } from './frames.ts'

export interface JoinReplies {
  /** The frame that brings a peer with this state vector up to date. Throws where the vector cannot be read. */
  readonly answer: (stateVector: Uint8Array) => Uint8Array
}

export const createJoinReplies = (
  doc: Y.Doc,
  /** The answer for who has nothing, where it is at hand. */
  atHand?: Uint8Array,
): JoinReplies => {
  let whole = atHand
  doc.on('update', () => {
    whole = undefined
  })
  return {
    answer: (stateVector) => {
      if (!isEmptyVector(stateVector)) return syncStep2Frame(Y.encodeStateAsUpdate(doc, stateVector))
      whole ??= syncStep2Frame(Y.encodeStateAsUpdate(doc))
      return whole
    },
  }
}

/** A count of zero clients, and nothing more. */
export const isEmptyVector = (stateVector: Uint8Array): boolean =>
  stateVector.length === 1 && stateVector[0] === 0
