/**
 * The check that all kinds of room share, in the order in which it has to happen:
 * read the bytes (`parse-update.ts`), cut off what is known (`known-part.ts`), whose client ids they are (here), where
 * each struct goes and whether it may (`placement.ts`, `judge.ts`, `integration-order.ts`), what is deleted
 * (`delete-set.ts`), whether what is new is whole (`whole-entries.ts`), what is applied (`outgoing-update.ts`).
 * Nothing is applied here, and nothing is kept of what is refused.
 */
import type * as Y from 'yjs'
import { type Lease, RETIRED, SERVER } from '../storage/document-store.ts'
import type { Check } from './check.ts'
import { type ClientLeases, createClientLeases } from './client-leases.ts'
import { judgeDeletes } from './delete-set.ts'
import type { Gate, Verdict, Writer } from './gate.ts'
import { createIntegrationOrder, type StepBudget } from './integration-order.ts'
import { refuseEmptied } from './judge.ts'
import { cutKnownPart } from './known-part.ts'
import { LEASE_LIMITS, UPDATE_LIMITS } from './limits.ts'
import { stateOf } from './live-document.ts'
import { outgoingUpdate } from './outgoing-update.ts'
import { parseUpdate } from './parse-update.ts'
import type { Places } from './place.ts'
import { placeStructs } from './placement.ts'
import { Refusal, refuse } from './refusal.ts'
import { createStepAllowance } from './step-allowance.ts'
import type { ParsedUpdate } from './update-struct.ts'

/** What sets the gates of the kinds of room apart. */
export interface RoomRules {
  readonly places: Places
  readonly mayWrite: (writer: Writer) => boolean
  /** Holds an update as a whole against what its entries have to be. */
  readonly refuseIncomplete: (check: Check) => Refusal | undefined
}

export interface GateOptions {
  /** The live document. The gate follows it and never writes in it. */
  readonly doc: Y.Doc
  /** As stored. */
  readonly leases: readonly Lease[]
}

const NOOP: Verdict = { kind: 'noop' }

export const createGate = ({ doc, leases: stored }: GateOptions, rules: RoomRules): Gate => {
  const leases = createClientLeases(stored)
  const allowance = createStepAllowance()

  const judge = (writer: Writer, received: Uint8Array): Verdict | Refusal => {
    if (received.length > UPDATE_LIMITS.bytes) return refuse('limits', 'the update is too large')
    // A copy of our own, and no Buffer: what was checked is what gets applied.
    const bytes = new Uint8Array(received)
    const parsed = parseUpdate(bytes)
    if (parsed instanceof Refusal) return parsed
    if (isOfEarlierEpoch(leases, parsed)) return refuse('epoch', 'a copy of an earlier epoch')
    const mayWrite = rules.mayWrite(writer)
    if (!mayWrite && hasNewStructs(doc, parsed)) return refuse('read-only', 'new content')
    const newPart = cutKnownPart(doc, bytes, parsed)
    if (newPart instanceof Refusal) return newPart
    const claims = claimClients(doc, leases, writer, newPart.update)
    if (claims instanceof Refusal) return claims

    const allowed = allowance.of(writer.id)
    const budget: StepBudget = { remaining: allowed }
    const check: Check = {
      doc,
      places: rules.places,
      writer,
      mayWrite,
      update: newPart.update,
      order: createIntegrationOrder(doc, newPart.update, budget),
      freshEntries: [],
    }
    const misplaced = placeStructs(check)
    allowance.spend(writer.id, allowed - budget.remaining)
    if (misplaced !== undefined) return misplaced
    const deletes = judgeDeletes(check)
    if (deletes instanceof Refusal) return deletes
    if (newPart.bytes === undefined && !deletes.isEffective) return NOOP
    const incomplete = refuseEmptied(check) ?? rules.refuseIncomplete(check)
    if (incomplete !== undefined) return incomplete
    allowance.giveBack(writer.id, structCount(newPart.update))
    return {
      kind: 'apply',
      update: outgoingUpdate(newPart, deletes),
      leases: claims,
      bringsEntries: check.freshEntries.length > 0,
    }
  }

  return {
    check: (writer, update) => {
      const verdict = judge(writer, update)
      return verdict instanceof Refusal
        ? { kind: 'reject', code: verdict.code, detail: verdict.detail }
        : verdict
    },
    accept: leases.take,
    ownerOf: (clientId) => (clientId === doc.clientID ? SERVER : leases.ownerOf(clientId)),
    reserve: leases.reserve,
  }
}

const hasNewStructs = (doc: Y.Doc, { sections }: ParsedUpdate): boolean => {
  for (const { client, structs } of sections.values()) {
    const last = structs.at(-1)
    if (last !== undefined && last.clock + last.length > stateOf(doc, client)) return true
  }
  return false
}

/**
 * Asked before all else, of readers too: such a copy mixes with the document of now and never comes right. All its
 * ids are retired, so that no clock of it can be taken for a gap or for a continuation.
 */
const isOfEarlierEpoch = (leases: ClientLeases, { sections, deletes }: ParsedUpdate): boolean => {
  if (leases.countOf(RETIRED) === 0) return false
  const isRetired = (clientId: number): boolean => leases.holderOf(clientId) === RETIRED
  return [...sections.keys()].some(isRetired) || [...deletes.keys()].some(isRetired)
}

const structCount = ({ sections }: ParsedUpdate): number => {
  let count = 0
  for (const { structs } of sections.values()) count += structs.length
  return count
}

/** The client ids that the writer uses for the first time; a refusal where one is not the writer's. */
const claimClients = (
  doc: Y.Doc,
  leases: ClientLeases,
  writer: Writer,
  { sections }: ParsedUpdate,
): readonly Lease[] | Refusal => {
  const claims: Lease[] = []
  for (const clientId of sections.keys()) {
    const holder = leases.holderOf(clientId)
    if (holder === writer.id) continue
    const owner = leases.ownerOf(clientId) ?? writer.id
    // Nobody's and yet in use: the server's own.
    if (owner !== writer.id || clientId === doc.clientID || stateOf(doc, clientId) !== 0) {
      return refuse('forged-client', "a client id that is somebody else's")
    }
    claims.push({ clientId, holder: writer.id })
  }
  if (claims.length > LEASE_LIMITS.perUpdate) return refuse('limits', 'too many new client ids')
  if (claims.length > 0 && leases.countOf(writer.id) + claims.length > LEASE_LIMITS.perUser) {
    return refuse('quota', 'too many client ids')
  }
  return claims
}
