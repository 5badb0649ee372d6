/**
 * A real server and real sockets, for rights that go in the middle of things: Ana shares and takes back, Cleo stays
 * whatever becomes of others, and newcomers have something to lose.
 */
import { expect, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import type { Group, Sharing, SharingSubject } from '../../shared/api.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName } from '../../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { messageIds, send } from '../helpers/conversation.ts'
import { WirePeer } from '../helpers/wire-peer.ts'

/** So many frames are on their way when rights go. */
const ON_THEIR_WAY = 40

export const asPerson = ({ id }: TestPerson): SharingSubject => ({ kind: 'person', id })

/** In which room of a conversation it happens. */
export type RoomOf = (id: ConversationId) => RoomName

export class RightsScene {
  readonly banyan: TestBanyan
  readonly ana: TestPerson
  readonly cleo: TestPerson
  #newcomers = 0
  #groups = 0

  private constructor(banyan: TestBanyan, ana: TestPerson, cleo: TestPerson) {
    this.banyan = banyan
    this.ana = ana
    this.cleo = cleo
  }

  static async open(): Promise<RightsScene> {
    const banyan = await startBanyan({ agent: false, config: { clientDir: undefined } })
    const ana = await banyan.found('Ana')
    return new RightsScene(banyan, ana, await banyan.join(ana, 'Cleo'))
  }

  /** Somebody whose rights are about to go. */
  newcomer(): Promise<TestPerson> {
    return this.banyan.join(this.ana, `Ben ${++this.#newcomers}`)
  }

  async newGroup(...members: readonly TestPerson[]): Promise<Group> {
    const group = await this.ana.call<Group>('POST', '/api/groups', { name: `Group ${++this.#groups}` })
    return this.ana.call('POST', `/api/groups/${group.id}/members`, { add: members.map(({ id }) => id) })
  }

  share(
    id: ConversationId,
    subject: SharingSubject,
    level: 'none' | 'view' | 'collaborate',
  ): Promise<Sharing> {
    return this.ana.share(id, [{ subject, level }])
  }

  /** Not let in yet, and gone once the test ends. What is written in its document is sent. */
  connect(person: TestPerson, id: ConversationId, roomOf: RoomOf = conversationRoom): WirePeer {
    const headers = { cookie: person.cookie, origin: person.url }
    const peer = new WirePeer(person.url, roomOf(id), headers, { keepsFrames: true })
    peer.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== peer) peer.write(update)
    })
    onTestFinished(() => peer.leave())
    return peer
  }

  async joined(person: TestPerson, id: ConversationId, roomOf?: RoomOf): Promise<WirePeer> {
    const peer = this.connect(person, id, roomOf)
    await peer.opened()
    await peer.catchUp()
    return peer
  }

  /** Comes back and is turned away, without a frame. */
  async expectTurnedAway(
    person: TestPerson,
    id: ConversationId,
    code: number,
    roomOf?: RoomOf,
  ): Promise<void> {
    const again = this.connect(person, id, roomOf)
    await again.closed()
    expectAway(again, [code])
    expect(again.wire.count).toBe(0)
  }
}

/** Writes and waits until the server has stored it. */
export const say = async (peer: WirePeer, author: PrincipalId, id: string, text: string): Promise<void> => {
  send(peer.doc, author, id, text)
  await peer.when(() => peer.acknowledged >= peer.sent)
}

/**
 * Writes without a pause while something is done that ends the connection, and some more after that, as a program does
 * that does not hang up. How many messages that were.
 */
export const writeWhile = async (
  peer: WirePeer,
  person: TestPerson,
  act: () => Promise<unknown>,
): Promise<number> => {
  let written = 0
  const write = (): void => send(peer.doc, person.id, `burst-${written++}`, 'Written in a hurry')
  for (let i = 0; i < ON_THEIR_WAY; i++) write()
  const done = act()
  while (peer.isOpen) {
    await peer.when(() => !peer.isOpen || peer.acknowledged > peer.sent - ON_THEIR_WAY, true)
    write()
  }
  const before = Y.encodeStateVector(peer.doc)
  for (let i = 0; i < 5; i++) write()
  peer.writeAnyway(Y.encodeStateAsUpdate(peer.doc, before))
  await done
  return written
}

export const expectAway = (peer: WirePeer, codes: readonly number[]): void => {
  expect(codes).toContain(peer.closeCode)
  expect(peer.wire.bytesAfterClose).toBe(0)
}

/** Of what was written while rights went. */
export const burstIn = (doc: Y.Doc): string[] => messageIds(doc).filter((id) => id.startsWith('burst-'))

/** Its beginning is there, without gaps, with all that was acknowledged; what came after the rights went is not. */
export const expectCutOff = (burst: readonly string[], writing: WirePeer, written: number): void => {
  expect(burst).toEqual(Array.from(burst, (_, i) => `burst-${i}`))
  expect(burst.length).toBeGreaterThanOrEqual(writing.acknowledged)
  expect(burst.length).toBeLessThan(written)
}
