/** Honest peers around one guarded document. */
import type { Verdict, Writer } from '../../sync-server/gate/gate.ts'
import { createTalkGate } from '../../sync-server/gate/talk-gate.ts'
import { SERVER } from '../../sync-server/storage/document-store.ts'
import {
  agent,
  contentOf,
  type GuardedDocument,
  guardDocument,
  person,
  SERVER_CLIENT,
} from '../helpers/guarded-document.ts'
import type { Random } from '../helpers/random.ts'
import { HonestPeer } from './honest-peer.ts'
import { fingerprint, otherWays } from './replicas.ts'
import type { Tally } from './tally.ts'

/** Where they write: in a conversation, or in its side talk. */
export type Place = 'conversation' | 'talk'

export interface World {
  readonly place: Place
  readonly guarded: GuardedDocument
  readonly peers: readonly HonestPeer[]
  readonly random: Random
  readonly tally: Tally
  /** What was broadcast lately. */
  readonly heard: Uint8Array[]
}

const MEMORY = 60

export const openWorld = (random: Random, tally: Tally, place: Place = 'conversation'): World => {
  const leases = [{ clientId: SERVER_CLIENT, holder: SERVER }]
  const guarded =
    place === 'talk'
      ? guardDocument({ createGate: (doc) => createTalkGate({ doc, leases }) })
      : guardDocument()
  const newPeer = (writer: Writer, clientId: number): HonestPeer =>
    new HonestPeer(writer, clientId, guarded, random, place)
  const peers = [
    newPeer(person('olga', 'owner'), 1_000),
    newPeer(person('carl'), 1_001),
    newPeer(person('dora'), 9_001),
    newPeer(agent('banyan'), 1_002),
    newPeer(person('vera', 'view'), 1_003),
  ]
  return { place, guarded, peers, random, tally, heard: [] }
}

/** Somebody acts, sends, receives, leaves or comes back. */
export const stepHonestly = (world: World): void => {
  const { random, peers, guarded, heard } = world
  const peer = random.pick(peers)
  const before = guarded.broadcast.length
  if (random.chance(0.5)) peer.act()
  else transport(world, peer)
  heard.push(...guarded.broadcast.slice(before))
  heard.splice(0, heard.length - MEMORY)
}

/** A peer sends, receives, leaves or comes back. */
export const transport = (world: World, peer: HonestPeer): void => {
  const { random } = world
  const kind = random.below(6)
  if (kind < 2) expectTaken(world, peer, peer.send(1 + random.below(4)))
  else if (kind < 4) peer.receive(1 + random.below(6))
  else if (!peer.isOnline) {
    if (random.chance(0.5)) expectTaken(world, peer, [peer.comeBack()])
  } else if (random.chance(0.2)) peer.goOffline()
}

/** Everybody sends and receives all there is; then all say the same. */
export const settle = (world: World): void => {
  const { peers, guarded } = world
  for (const peer of peers) if (!peer.isOnline) expectTaken(world, peer, [peer.comeBack()])
  // Receiving can make Yjs tidy up marks, which is sent in turn.
  while (peers.some(({ inbox, outbox }) => inbox.length + outbox.length > 0)) {
    for (const peer of peers) {
      expectTaken(world, peer, peer.send())
      peer.receive()
    }
  }
  expectAgreement(guarded)
  const expected = JSON.stringify(contentOf(guarded.doc))
  for (const peer of peers) {
    if (JSON.stringify(contentOf(peer.doc)) !== expected) {
      throw new Error(`The replica of ${peer.writer.id} differs from the server's.`)
    }
  }
}

export const expectTaken = ({ tally }: World, peer: HonestPeer, verdicts: readonly Verdict[]): void => {
  tally.honest += verdicts.length
  for (const verdict of verdicts) {
    if (verdict.kind === 'reject') {
      throw new Error(`An honest update of ${peer.writer.id} was refused: ${verdict.code}, ${verdict.detail}`)
    }
  }
}

export const expectAgreement = ({ doc, streaming, broadcast }: GuardedDocument): void => {
  const expected = fingerprint(doc)
  if (fingerprint(streaming) !== expected)
    throw new Error("A streaming peer's replica differs from the server's.")
  for (const [name, replica] of otherWays(doc, broadcast)) {
    if (fingerprint(replica) !== expected)
      throw new Error(`The replica of a ${name} differs from the server's.`)
  }
}
