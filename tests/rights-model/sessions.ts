/** Everybody in every conversation and every side talk that the model lets them into, all the time. */
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import {
  addTalk,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  fillWithText,
  readSettings,
  readTalk,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { Random } from '../helpers/random.ts'
import type { WirePeer } from '../helpers/wire-peer.ts'
import { RightsDifference, same, soon } from './difference.ts'
import type { Level, RightsModel, Step } from './model.ts'
import { conversationIn, isAside, nameIn, placeOf } from './pairs.ts'
import type { RightsServer } from './server.ts'
import type { RightsTally } from './tally.ts'

export class Sessions {
  readonly #model: RightsModel
  readonly #server: RightsServer
  readonly #random: Random
  readonly #tally: RightsTally
  /** By pair. */
  readonly #open = new Map<string, WirePeer>()
  /** What was last written, by place. */
  readonly #said = new Map<string, string>()
  #writes = 0

  constructor(model: RightsModel, server: RightsServer, random: Random, tally: RightsTally) {
    this.#model = model
    this.#server = server
    this.#random = random
    this.#tally = tally
  }

  leave(): void {
    for (const session of this.#open.values()) session.leave()
  }

  /** The server has gone, and with it everybody. */
  async expectGone(): Promise<void> {
    for (const [pair, session] of this.#open) {
      same(`the end of ${pair}`, await soon(`${pair} is sent away`, session.closed()), CLOSE.goingAway)
    }
    this.#open.clear()
  }

  expectOpen(): void {
    for (const [pair, { closeCode }] of this.#open) same(`the end of ${pair}`, closeCode, undefined)
  }

  /** Whoever's level changed is sent away, with the code that says what to do; nothing comes after that. */
  async expectSentAway(step: Step, changed: readonly string[]): Promise<void> {
    for (const pair of changed) {
      const session = this.#open.get(pair)
      if (session === undefined) continue
      const code = await soon(`${pair} is sent away`, session.closed())
      const isThere = this.#model.conversation(conversationIn(pair)).state === 'there'
      const right: number[] = this.#model.isSomebody(nameIn(pair))
        ? [isThere ? CLOSE.joinAgain : CLOSE.notFound]
        : // Joining again tells them.
          [CLOSE.signedOut, CLOSE.joinAgain]
      if (!right.includes(code)) {
        throw new RightsDifference(
          `${pair} was sent away with ${code} and not with ${right.join(' or ')} by '${step.do}'`,
        )
      }
      same(`bytes after the end of ${pair}`, session.wire.bytesAfterClose, 0)
      session.leave()
      this.#open.delete(pair)
    }
  }

  /** Everybody whom the model lets in comes in, with that level, reads what was written, and may write or not. */
  async letIn(levels: ReadonlyMap<string, Level>): Promise<void> {
    const missing = [...levels].filter(([pair]) => !this.#open.has(pair))
    await Promise.all(
      missing.map(async ([pair, level]) => {
        this.#open.set(pair, await this.#enter(pair, level))
      }),
    )
  }

  async expectTurnedAway(pair: string): Promise<void> {
    const name = nameIn(pair)
    const { state } = this.#model.conversation(conversationIn(pair))
    // That there is side talk no bot is told.
    const mayKnow = state === 'there' && !(isAside(pair) && this.#model.bots.has(name))
    const expected = !this.#model.isSomebody(name)
      ? CLOSE.signedOut
      : mayKnow
        ? CLOSE.forbidden
        : CLOSE.notFound
    same(`the answer to ${pair}`, await this.joinCode(name, this.#server.roomOf(pair)), expected)
  }

  /** The code with which somebody is turned away, who gets nothing else. */
  async joinCode(name: string, room: RoomName): Promise<number> {
    const peer = this.#server.connect(name, room)
    const code = await soon(`${name} is turned away from ${room}`, peer.closed())
    same(`frames for ${name}, who is turned away`, peer.wire.count, 0)
    same(`bytes after the end of ${name}`, peer.wire.bytesAfterClose, 0)
    peer.leave()
    this.#tally.turnedAway++
    return code
  }

  /** Somebody writes; everybody who is there reads it, and what they read is only that. */
  async writeSomewhere(): Promise<void> {
    const writers = [...this.#model.levels()].filter(([, level]) => level !== 'view')
    if (writers.length === 0) return
    const [pair] = this.#random.pick(writers)
    const writer = this.#open.get(pair)
    if (writer === undefined) throw new RightsDifference(`${pair} is not there`)
    const text = `text ${++this.#writes}`
    const change = changeOf(writer, text, {
      clientId: clientIdOf(pair),
      aside: isAside(pair) ? this.#server.personId(nameIn(pair)) : undefined,
    })
    const answer = await soon(`${pair} is answered`, writer.ask(change.update))
    same(`the write of ${pair}`, answer.kind, 'stored')
    change.keep()
    this.#said.set(placeOf(pair), text)
    this.#tally.written++
    for (const [reader, session] of this.#open) {
      if (placeOf(reader) !== placeOf(pair)) continue
      await soon(
        `${reader} reads what ${pair} wrote`,
        session.when(() => textOf(session) === text),
      )
    }
  }

  /** Any pair at all, beside what is open: the same by a new connection. */
  async tryAnyPair(): Promise<void> {
    const conversations = [...this.#model.conversations.values()].slice(-12)
    if (conversations.length === 0) return
    const conversation = this.#random.pick(conversations)
    const name = this.#random.pick([...this.#model.people.keys(), ...this.#model.bots.keys()])
    const aside = this.#random.chance(0.5)
    const pair = `${name} ${aside ? 'beside' : 'in'} ${conversation.name}`
    const level = aside ? this.#model.talkLevel(name, conversation) : this.#model.level(name, conversation)
    if (level === 'none') await this.expectTurnedAway(pair)
    else (await this.#enter(pair, level)).leave()
  }

  async #enter(pair: string, level: Level): Promise<WirePeer> {
    const peer = this.#server.connect(nameIn(pair), this.#server.roomOf(pair))
    await soon(`${pair} is let in`, peer.opened())
    const greeting = peer.messages.find(({ type }) => type === 'level')
    same(`the level of ${pair}`, greeting?.type === 'level' ? greeting.level : undefined, level)
    await soon(`${pair} is told what there is`, peer.catchUp())
    same(`what ${pair} reads`, textOf(peer), this.#said.get(placeOf(pair)))
    this.#tally.joined++
    if (level === 'view') await this.#expectRefused(pair, peer)
    return peer
  }

  async #expectRefused(pair: string, peer: WirePeer): Promise<void> {
    const answer = await soon(`${pair} is answered`, peer.ask(changeOf(peer, `${pair} may not`).update))
    same(`the write of ${pair}, who may only view`, JSON.stringify(answer), READ_ONLY)
    this.#tally.refused++
  }
}

const READ_ONLY = JSON.stringify({ kind: 'rejected', code: 'read-only' })

/** What was written last: in a conversation under a setting, in side talk as a message. */
const textOf = ({ doc }: WirePeer): string | undefined => {
  const last = readTalk(doc).at(-1)
  return last === undefined ? readSettings(conversationRoots(doc)).systemPrompt : bodyToMarkdown(last.body)
}

/** A change of what somebody reads: not made in their copy unless it is kept. */
const changeOf = (
  peer: WirePeer,
  text: string,
  how: { readonly clientId?: number; readonly aside?: PrincipalId | undefined } = {},
) => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(peer.doc))
  if (how.clientId !== undefined) copy.clientID = how.clientId
  const before = Y.encodeStateVector(copy)
  if (how.aside === undefined) changeSetting(copy, 'systemPrompt', text)
  else {
    const id = text.replaceAll(' ', '-') as MessageId
    addTalk(copy, { id, author: how.aside, createdAt: 1 }, fillWithText(text))
  }
  const update = Y.encodeStateAsUpdate(copy, before)
  copy.destroy()
  return { update, keep: () => Y.applyUpdate(peer.doc, update) }
}

/** Always the same for each pair: a document knows a bounded number of them for each person. */
const clientIdOf = (pair: string): number => createHash('sha256').update(pair).digest().readUInt32LE() || 1
