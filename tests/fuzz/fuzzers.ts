/** The fuzzers. Each takes its randomness and a number of steps, and throws where something does not hold. */
import * as Y from 'yjs'
import { addMessage, conversationRoots, fillWithText } from '../../shared/document/index.ts'
import type { Writer } from '../../sync-server/gate/gate.ts'
import { agent, contentOf, newDocument, person, state } from '../helpers/guarded-document.ts'
import type { Random } from '../helpers/random.ts'
import { EditorPeer } from './editor-peer.ts'
import { HonestPeer } from './honest-peer.ts'
import {
  expectAgreement,
  expectTaken,
  openWorld,
  type Place,
  settle,
  stepHonestly,
  transport,
  type World,
} from './honest-world.ts'
import { type Arsenal, adopt, mutateBytes, mutateStructs, scatterLetters } from './mutants.ts'
import { parsesAlike } from './parsers.ts'
import type { Tally } from './tally.ts'

export type Fuzzer = (random: Random, steps: number, tally: Tally) => void

/** Nobody but honest peers: nothing is refused, and all agree. */
const honestIn =
  (place: Place): Fuzzer =>
  (random, steps, tally) => {
    const world = openWorld(random, tally, place)
    for (let step = 0; step < steps; step++) stepHonestly(world)
    settle(world)
  }
export const fuzzHonest = honestIn('conversation')
export const fuzzHonestTalk = honestIn('talk')

/** Two people in the editor on one draft, and a viewer who receives it all. */
export const fuzzEditors: Fuzzer = (random, steps, tally) => {
  const world = openWorld(random, tally)
  addDraft(world, 'Once upon a time\n\nthere was a tree')
  for (const peer of world.peers) peer.receive()
  const writers = world.peers.filter(({ writer }) => writer.kind === 'person' && writer.level !== 'view')
  const editors = writers.slice(0, 2).map((peer) => {
    const body = conversationRoots(peer.doc).messages.get(0).get('body')
    if (!(body instanceof Y.XmlFragment)) throw new Error('The draft has no text.')
    return new EditorPeer(peer, body, random)
  })
  for (let step = 0; step < steps; step++) {
    if (random.chance(0.6)) random.pick(editors).act()
    else transport(world, random.pick(world.peers))
  }
  settle(world)
  if (new Set(editors.map(({ shown }) => shown)).size > 1)
    throw new Error('Two editors show different texts.')
}

const ATTACKER = person('hana')
const DRAFT = {
  id: 'text',
  author: ATTACKER.id,
  role: 'user',
  parentId: null,
  branchId: 'main',
  createdAt: 1,
} as const

/** Something to write in, or to attack, from the beginning. */
const addDraft = ({ guarded, place }: World, text: string): void => {
  const author = newDocument(99)
  addMessage(author, DRAFT, fillWithText(text), { draft: place === 'conversation' })
  guarded.receive(ATTACKER, state(author))
}

const ATTACKERS: readonly Writer[] = [ATTACKER, agent('robo'), person('vera', 'view')]

/** Honest peers write, while hostile ones change what they hear and send it in their own name. */
const hostileIn =
  (place: Place): Fuzzer =>
  (random, steps, tally) => {
    const world = openWorld(random, tally, place)
    addDraft(world, 'Once upon a time')
    for (let step = 0; step < 40; step++) stepHonestly(world)
    let nextClient = 20_000
    const taken: Uint8Array[] = []
    for (let step = 0; step < steps; step++) {
      if (random.chance(0.4)) stepHonestly(world)
      const writer = random.chance(0.8) ? ATTACKER : random.pick(ATTACKERS)
      const first = 500 + ATTACKERS.indexOf(writer)
      const arsenal: Arsenal = {
        random,
        writer,
        doc: world.guarded.doc,
        clients: [first, first + 5_000, first + 15_000],
        newClient: () => nextClient++,
      }
      const update = hostileUpdate(world, arsenal, taken)
      if (update !== undefined && sendHostile(world, writer, update)) taken.push(update)
    }
    settle(world)
  }
export const fuzzHostile = hostileIn('conversation')
export const fuzzHostileTalk = hostileIn('talk')

const hostileUpdate = (
  { heard, guarded }: World,
  arsenal: Arsenal,
  taken: readonly Uint8Array[],
): Uint8Array | undefined => {
  const { random } = arsenal
  const kind = random.below(10)
  if (kind < 4) {
    const text = anyText(guarded.doc, random)
    return text === undefined ? undefined : scatterLetters(arsenal, text)
  }
  // What was taken before comes again as an overlap, with another story.
  const source = kind < 6 ? taken.slice(-20) : heard
  if (source.length === 0) return undefined
  const update = random.pick(source)
  const own = kind < 6 ? update : adopt(update, arsenal)
  if (own === undefined) return undefined
  if (kind === 9) return mutateBytes(own, random)
  return mutateStructs(own, arsenal)
}

/** Sends one hostile update; whether it was taken. Whatever becomes of it, nobody is harmed. */
const sendHostile = ({ guarded, tally, place }: World, writer: Writer, update: Uint8Array): boolean => {
  tally.hostile++
  const before = contentOf(guarded.doc)
  const stateBefore = Y.encodeStateVector(guarded.doc)
  const verdict = guarded.receive(writer, update)
  if (verdict.kind !== 'apply') {
    if (Buffer.compare(stateBefore, Y.encodeStateVector(guarded.doc)) !== 0) {
      throw new Error('Something refused has left a trace.')
    }
    return false
  }
  tally.accepted++
  if (writer.level === 'view') throw new Error('A viewer has written.')
  expectUnharmed(before, contentOf(guarded.doc), writer, place)
  expectAgreement(guarded)
  return true
}

/**
 * Several frames in a turn, which a room takes as one transaction: of honest peers, none of which may be refused, and
 * of one who has hostile ones among what an honest client of his wrote.
 */
export const fuzzTurns: Fuzzer = (random, steps, tally) => {
  const world = openWorld(random, tally)
  const { guarded, peers, heard } = world
  addDraft(world, 'Once upon a time')
  for (let step = 0; step < 40; step++) stepHonestly(world)
  let nextClient = 20_000
  const newClient = (): number => nextClient++
  let own = new HonestPeer(ATTACKER, newClient(), guarded, random)
  const taken: Uint8Array[] = []
  for (let step = 0; step < steps; step++) {
    const peer = random.pick(peers)
    for (let acts = random.below(5); acts > 0; acts--) peer.act()
    if (peer.isOnline && random.chance(0.6)) {
      const frames = peer.outbox.splice(0, 1 + random.below(6))
      expectTaken(world, peer, guarded.receiveTogether(peer.writer, frames))
      heard.push(...frames)
      heard.splice(0, heard.length - 60)
      expectAgreement(guarded)
    } else transport(world, peer)

    own.receive(random.below(8))
    for (let acts = random.below(4); acts > 0; acts--) own.act()
    const frames = own.outbox.splice(0)
    const arsenal: Arsenal = {
      random,
      writer: ATTACKER,
      doc: guarded.doc,
      clients: [500, 5_500, 20],
      newClient,
    }
    for (let more = random.below(3); more > 0; more--) {
      const update = hostileUpdate(world, arsenal, taken)
      if (update !== undefined) frames.splice(random.below(frames.length + 1), 0, update)
    }
    if (sendTogether(world, ATTACKER, frames)) taken.push(...frames)
    // Whoever was refused begins anew, as our client does.
    else own = new HonestPeer(ATTACKER, newClient(), guarded, random)
  }
  settle(world)
}

/** Whether all of it was taken. Whatever becomes of it, nobody is harmed. */
const sendTogether = (
  { guarded, tally, place }: World,
  writer: Writer,
  updates: readonly Uint8Array[],
): boolean => {
  tally.hostile += updates.length
  const before = contentOf(guarded.doc)
  const verdicts = guarded.receiveTogether(writer, updates)
  tally.accepted += verdicts.filter(({ kind }) => kind === 'apply').length
  expectUnharmed(before, contentOf(guarded.doc), writer, place)
  expectAgreement(guarded)
  return verdicts.every(({ kind }) => kind !== 'reject')
}

type Content = ReturnType<typeof contentOf>

/** What was there before and is not the writer's to change is there unchanged, and what is new is in its own name. */
const expectUnharmed = (before: Content, after: Content, writer: Writer, place: Place): void => {
  const expectSame = (one: unknown, other: unknown, what: string): void => {
    if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${what} has changed.`)
  }
  const facts = (entry: unknown): Record<string, unknown> => fieldOf(entry, 'm') as Record<string, unknown>
  expectSame(before.order, after.order, 'The order')
  if (place === 'talk') {
    if (writer.kind === 'agent') throw new Error('An agent has written in a side talk.')
    expectSame(before.settings, after.settings, 'What a side talk has not')
    expectSame([after.branches, after.runs], [[], []], 'What a side talk has not')
  }
  expectSame(fieldOf(before.settings, 'schema'), fieldOf(after.settings, 'schema'), 'The schema version')
  for (const kind of ['messages', 'branches', 'runs'] as const) {
    const known = new Map(before[kind].map((entry) => [facts(entry).id, entry]))
    for (const entry of after[kind]) {
      const { id, author, createdBy, requestedBy, role } = facts(entry)
      const old = known.get(id)
      known.delete(id)
      if (old === undefined) {
        expectSame(author ?? createdBy ?? requestedBy, writer.id, 'Whose something new is')
        if (place === 'talk') expectSame(fieldOf(entry, 'sent'), { by: writer.id }, 'Who sent something new')
        continue
      }
      expectSame(facts(old), facts(entry), `The facts of ${String(id)}`)
      const mayEdit =
        place === 'conversation' && writer.kind === 'person' ? role === 'user' : author === writer.id
      if (kind === 'messages' && !mayEdit) expectSame(old, entry, `Message ${String(id)}`)
      if (kind === 'runs')
        expectSame(fieldOf(old, 'status'), fieldOf(entry, 'status'), `The status of ${String(id)}`)
    }
    if (known.size > 0) throw new Error(`Some ${kind} are gone.`)
  }
}

const fieldOf = (entry: unknown, key: string): unknown =>
  typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : undefined

const anyText = (doc: Y.Doc, random: Random): Y.XmlText | undefined => {
  const texts: Y.XmlText[] = []
  const collect = (type: unknown): void => {
    if (type instanceof Y.XmlText) texts.push(type)
    else if (type instanceof Y.XmlFragment) type.toArray().forEach(collect)
  }
  for (const entry of conversationRoots(doc).messages.toArray().slice(-5)) collect(entry.get('body'))
  return texts.length === 0 ? undefined : random.pick(texts)
}

/** One short text, and letters thrown into it by three clients: nothing but their order is at stake. */
export const fuzzOrder: Fuzzer = (random, steps, tally) => {
  const world = openWorld(random, tally)
  const { guarded } = world
  addDraft(world, 'ab')
  let nextClient = 20_000
  const arsenal: Arsenal = {
    random,
    writer: ATTACKER,
    doc: guarded.doc,
    clients: [5, 50, 5_500],
    newClient: () => (random.chance(0.05) ? nextClient++ : 500),
  }
  for (let step = 0; step < steps; step++) {
    const text = anyText(guarded.doc, random)
    if (text !== undefined) sendHostile(world, ATTACKER, scatterLetters(arsenal, text))
  }
}

/** Bytes that were updates once, before both parsers. */
export const fuzzParser: Fuzzer = (random, steps, tally) => {
  const world = openWorld(random, tally)
  for (let step = 0; step < 300; step++) stepHonestly(world)
  const samples = [...world.heard, Y.encodeStateAsUpdate(world.guarded.doc)]
  for (let step = 0; step < steps; step++) {
    tally.hostile++
    if (parsesAlike(mutateBytes(random.pick(samples), random))) tally.parsed++
  }
}
