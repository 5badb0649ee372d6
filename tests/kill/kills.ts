/**
 * Kills the server in the middle of people's work and looks at what is left. One writes and one reads in a conversation
 * and beside it in its side talk, the process gets SIGKILL, another is started on its data; what was acknowledged and
 * what the reader saw must be there.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import {
  addTalk,
  changeSetting,
  conversationRoots,
  deleteMessage,
  editTalk,
  fillWithText,
  MESSAGE_KEY,
  readTalk,
  restoreMessage,
} from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { TestPerson, until } from '../helpers/banyan.ts'
import { send } from '../helpers/conversation.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import type { Random } from '../helpers/random.ts'
import { WirePeer } from '../helpers/wire-peer.ts'

export interface KillTally {
  kills: number
  written: number
  acknowledged: number
  /** Updates that the reader was sent. */
  seen: number
  /** Written, but neither acknowledged nor seen when the server died: sent again by the writer. */
  open: number
}

/** On a machine that is busy with other things. */
const START_MILLISECONDS = 60_000

interface Running {
  readonly program: Program
  readonly url: string
}

/** Throws at the first loss. */
export const killAgainAndAgain = async (random: Random, kills: number): Promise<KillTally> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'banyan-kill-'))
  let running: Running | undefined
  const tally: KillTally = { kills: 0, written: 0, acknowledged: 0, seen: 0, open: 0 }
  try {
    running = await start(dataDir)
    const writer = await TestPerson.create(running.url, 'Wanda', { organization: 'Acme' })
    const id = await writer.newConversation()
    const places: readonly Place[] = [
      { room: conversationRoom(id), writeSomething: writeInConversation },
      { room: talkRoom(id), writeSomething: writeInTalk },
    ]
    const unsaved = new Map<RoomName, Uint8Array>()
    while (tally.kills < kills) {
      const { url } = running
      const rounds = await Promise.all(
        places.map((place) => openRound(url, writer, place, unsaved.get(place.room))),
      )
      await writeAndKill(random, running, writer, rounds)
      running = await start(dataDir)
      for (const round of rounds) {
        unsaved.set(round.place.room, await settle(running.url, writer, round, tally))
      }
      tally.kills++
    }
    return tally
  } finally {
    running?.program.signal('SIGKILL')
    await running?.program.ended
    await rm(dataDir, { recursive: true, force: true })
  }
}

const start = async (dataDir: string): Promise<Running> => {
  const program = startProgram('sync-server/main.ts', {
    PATH: process.env.PATH ?? '',
    DATA_DIR: dataDir,
    PORT: '0',
    AGENT: 'off',
    LOG_LEVEL: 'error',
    BANYAN_LOCAL_MODELS: 'off',
  })
  let hasEnded = false
  void program.ended.then(() => {
    hasEnded = true
  })
  const address = (): string | undefined => /http:\/\/\S+/.exec(program.output())?.[0]
  const isReady = (): boolean => {
    if (hasEnded) throw new Error(`The server did not start: ${program.output()}`)
    return address() !== undefined
  }
  try {
    await until('the server is ready', isReady, START_MILLISECONDS)
  } catch (error) {
    program.signal('SIGKILL')
    throw error
  }
  return { program, url: address() ?? '' }
}

interface Place {
  readonly room: RoomName
  readonly writeSomething: (random: Random, doc: Y.Doc, person: TestPerson) => void
}

interface Round {
  readonly place: Place
  readonly writing: WirePeer
  readonly reading: WirePeer
  /** Every update of this round, in the order in which it was sent. */
  readonly updates: Uint8Array[]
}

const headersOf = (person: TestPerson, url: string) => ({ cookie: person.cookie, origin: url })

/** Both come in; the writer sends again what it does not know to be saved. */
const openRound = async (
  url: string,
  person: TestPerson,
  place: Place,
  unsaved: Uint8Array | undefined,
): Promise<Round> => {
  const { room } = place
  const [writing, reading] = await Promise.all([
    WirePeer.join(url, room, headersOf(person, url)),
    WirePeer.join(url, room, headersOf(person, url)),
  ])
  const updates: Uint8Array[] = []
  writing.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === writing) return
    updates.push(update)
    writing.write(update)
  })
  if (unsaved !== undefined) Y.applyUpdate(writing.doc, unsaved)
  return { place, writing, reading, updates }
}

/** A burst of writing, and the end at a moment that the seed and the machine choose. */
const writeAndKill = async (
  random: Random,
  { program }: Running,
  person: TestPerson,
  rounds: readonly Round[],
): Promise<void> => {
  const frames = random.below(120)
  const waitsEvery = 1 + random.below(20)
  for (let frame = 0; frame < frames; frame++) {
    const { place, writing } = random.pick(rounds)
    place.writeSomething(random, writing.doc, person)
    if (frame % waitsEvery !== 0) continue
    // Stays some frames ahead of what is acknowledged or seen, as a fast typist on a slow line does.
    const ahead = random.below(10)
    if (random.chance(0.5)) await writing.when(() => writing.acknowledged >= writing.sent - ahead)
    else await new Promise((resolve) => setImmediate(resolve))
  }
  program.signal('SIGKILL')
  await program.ended
  await Promise.all(rounds.flatMap(({ writing, reading }) => [writing.closed(), reading.closed()]))
}

const writeInConversation = (random: Random, doc: Y.Doc, person: TestPerson): void => {
  const { messages } = conversationRoots(doc)
  const body: unknown =
    messages.length === 0 ? undefined : messages.get(messages.length - 1).get(MESSAGE_KEY.body)
  const paragraph = body instanceof Y.XmlFragment ? body.get(0) : undefined
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
  const kind = random.real()
  if (!(text instanceof Y.XmlText) || kind < 0.2) {
    send(doc, person.id, `message-${random.below(2 ** 31)}`, 'What was said')
  } else if (kind < 0.3) {
    changeSetting(doc, 'title', `Title ${random.below(1000)}`)
  } else if (kind < 0.5 && text.length > 4) {
    text.delete(random.below(text.length - 1), 1)
  } else {
    text.insert(random.below(text.length + 1), random.pick(['word ', 'é', '🌳', 'x']))
  }
}

const writeInTalk = (random: Random, doc: Y.Doc, { id: author }: TestPerson): void => {
  const lines = readTalk(doc)
  const kind = random.real()
  if (lines.length === 0 || kind < 0.5) {
    const id = `line-${random.below(2 ** 31)}` as MessageId
    addTalk(doc, { id, author, createdAt: 1 }, fillWithText('What was said beside it'))
    return
  }
  const { id, deleted } = random.pick(lines)
  if (kind < 0.8) editTalk(doc, id, fillWithText(`Said anew ${random.below(1000)}`))
  else if (deleted === undefined) deleteMessage(doc, id, author)
  else restoreMessage(doc, id)
}

/** Compares what is left with what was promised; returns what the writer holds. */
const settle = async (
  url: string,
  person: TestPerson,
  { place: { room }, writing, reading, updates }: Round,
  tally: KillTally,
): Promise<Uint8Array> => {
  const kept = await WirePeer.join(url, room, headersOf(person, url))
  const nth = `of kill ${tally.kills + 1} in ${room}`
  for (const [index, update] of updates.slice(0, writing.acknowledged).entries()) {
    if (!holds(kept.doc, update)) throw new Error(`Update ${index + 1} ${nth} was acknowledged and is lost.`)
  }
  for (const update of reading.updates) {
    if (!holds(kept.doc, update)) throw new Error(`The reader saw something ${nth} that is lost.`)
  }
  if (kept.doc.store.pendingStructs !== null || kept.doc.store.pendingDs !== null) {
    throw new Error(`After start ${nth} something is missing in the middle.`)
  }
  tally.written += updates.length
  tally.acknowledged += writing.acknowledged
  tally.seen += reading.updates.length
  tally.open += updates.filter((update) => !holds(kept.doc, update)).length
  const unsaved = Y.encodeStateAsUpdate(writing.doc)
  for (const peer of [kept, reading, writing]) peer.leave()
  return unsaved
}

/** Whether a document holds all of an update: applied to it once more, it changes nothing. */
const holds = (doc: Y.Doc, update: Uint8Array): boolean => {
  let isChanged = false
  const listen = (): void => {
    isChanged = true
  }
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.on('update', listen)
  Y.applyUpdate(copy, update)
  const isPending = copy.store.pendingStructs !== null || copy.store.pendingDs !== null
  copy.destroy()
  return !isChanged && !isPending
}
