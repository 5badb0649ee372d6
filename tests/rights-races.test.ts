/**
 * Rights that are taken away in the middle of things: over real sockets against a real server, and where the moment
 * has to be exact, in rooms that move only when the test says so.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Group, Sharing, SharingSubject } from '../shared/api.ts'
import {
  addMessage,
  conversationRoots,
  fillWithText,
  MESSAGE_KEY,
  readMessages,
} from '../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type PrincipalId } from '../shared/ids.ts'
import type { SideTalk } from '../shared/levels.ts'
import { conversationRoom, type RoomName, talkRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { send } from './helpers/conversation.ts'
import { RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'
import { WirePeer } from './helpers/wire-peer.ts'

/** So many frames are on their way when rights go. */
const ON_THEIR_WAY = 40

let banyan: TestBanyan
let ana: TestPerson
let cleo: TestPerson
let peers: WirePeer[] = []
let newcomers = 0

beforeAll(async () => {
  banyan = await startBanyan({ agent: false, config: { clientDir: undefined } })
  ana = await banyan.found('Ana')
  cleo = await banyan.join(ana, 'Cleo')
})
afterEach(() => {
  for (const peer of peers) peer.leave()
  peers = []
})
afterAll(async () => {
  await banyan.close()
})

/** In which room of a conversation it happens. */
type RoomOf = (id: ConversationId) => RoomName

const headersOf = (person: TestPerson) => ({ cookie: person.cookie, origin: person.url })

/** Not let in yet. What is written in its document is sent. */
const connect = (person: TestPerson, id: ConversationId, roomOf: RoomOf = conversationRoom): WirePeer => {
  const peer = new WirePeer(person.url, roomOf(id), headersOf(person), { keepsFrames: true })
  peer.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== peer) peer.write(update)
  })
  peers.push(peer)
  return peer
}

const joined = async (person: TestPerson, id: ConversationId, roomOf?: RoomOf): Promise<WirePeer> => {
  const peer = connect(person, id, roomOf)
  await peer.opened()
  await peer.catchUp()
  return peer
}

const restart = async (): Promise<void> => {
  await banyan.restart()
  // Connections that `fetch` has kept open are found to be closed.
  await until('it answers', () =>
    fetch(`${banyan.url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
}

/** Somebody whose rights are about to go. */
const newcomer = (): Promise<TestPerson> => banyan.join(ana, `Ben ${++newcomers}`)

const idsIn = (doc: Y.Doc, prefix: string): string[] =>
  readMessages(conversationRoots(doc)).flatMap(({ id }) => (id.startsWith(prefix) ? [id] : []))

/** Writes and waits until the server has stored it. */
const say = async (peer: WirePeer, author: PrincipalId, id: string, text: string): Promise<void> => {
  send(peer.doc, author, id, text)
  await peer.when(() => peer.acknowledged >= peer.sent)
}

/**
 * Writes without a pause while something is done that ends the connection, and some more after that, as a program does
 * that does not hang up. How many messages that were.
 */
const writeWhile = async (
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

/** A way to have access and to lose it. */
interface Way {
  readonly name: string
  readonly give: (id: ConversationId, ben: TestPerson) => Promise<() => Promise<unknown>>
  /** With which one is sent away, and with which one is turned away after that. */
  readonly codes: readonly number[]
  readonly later: number
}

const shareWith = (id: ConversationId, subject: SharingSubject, level: 'none' | 'view' | 'collaborate') =>
  ana.share(id, [{ subject, level }])

let groups = 0
const newGroup = async (member: TestPerson): Promise<Group> => {
  const group = await ana.call<Group>('POST', '/api/groups', { name: `Group ${++groups}` })
  return ana.call('POST', `/api/groups/${group.id}/members`, { add: [member.id] })
}

const WAYS: readonly Way[] = [
  {
    name: 'their own grant',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'person', id: ben.id }, 'collaborate')
      return () => shareWith(id, { kind: 'person', id: ben.id }, 'none')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'their place in a group',
    give: async (id, ben) => {
      const group = await newGroup(ben)
      await shareWith(id, { kind: 'group', id: group.id }, 'collaborate')
      return () => ana.call('POST', `/api/groups/${group.id}/members`, { remove: [ben.id] })
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'the group',
    give: async (id, ben) => {
      const group = await newGroup(ben)
      await shareWith(id, { kind: 'group', id: group.id }, 'collaborate')
      return () => ana.call('DELETE', `/api/groups/${group.id}`)
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'the grant for everybody',
    give: async (id) => {
      await shareWith(id, { kind: 'organization' }, 'collaborate')
      return () => shareWith(id, { kind: 'organization' }, 'none')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'their membership',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'organization' }, 'collaborate')
      return () => ana.call('DELETE', `/api/members/${ben.id}`)
    },
    codes: [CLOSE.joinAgain, CLOSE.signedOut],
    later: CLOSE.signedOut,
  },
  {
    name: 'their account for a while',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'person', id: ben.id }, 'collaborate')
      return () => ana.call('POST', `/api/admin/members/${ben.id}/suspend`)
    },
    codes: [CLOSE.signedOut],
    later: CLOSE.signedOut,
  },
  {
    name: 'the conversation',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'person', id: ben.id }, 'collaborate')
      return () => ana.call('DELETE', `/api/conversations/${id}`)
    },
    codes: [CLOSE.notFound],
    later: CLOSE.notFound,
  },
]

/** Ways to lose the side talk and go on reading the conversation. */
const TALK_WAYS: readonly Way[] = [
  {
    name: 'the right to collaborate',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'person', id: ben.id }, 'collaborate')
      return () => shareWith(id, { kind: 'person', id: ben.id }, 'view')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'it by the owner’s switch',
    give: async (id, ben) => {
      await shareWith(id, { kind: 'person', id: ben.id }, 'view')
      await switchTalk(id, 'everybody')
      return () => switchTalk(id, 'collaborators')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
]

const switchTalk = async (id: ConversationId, sideTalk: SideTalk): Promise<Sharing> => {
  const { version } = await ana.call<Sharing>('GET', `/api/conversations/${id}/sharing`)
  return ana.call('PUT', `/api/conversations/${id}/sharing`, { version, sideTalk })
}

/** A conversation of Ana's that Cleo may write in whatever becomes of Ben, and Ben may lose. */
const scene = async (way: Way) => {
  const ben = await newcomer()
  const id = await ana.newConversation()
  await shareWith(id, { kind: 'person', id: cleo.id }, 'collaborate')
  return { ben, id, take: await way.give(id, ben) }
}

const expectAway = (peer: WirePeer, codes: readonly number[]): void => {
  expect(codes).toContain(peer.closeCode)
  expect(peer.wire.bytesAfterClose).toBe(0)
}

/** Comes back and is turned away, without a frame. */
const expectTurnedAway = async (
  person: TestPerson,
  id: ConversationId,
  code: number,
  roomOf?: RoomOf,
): Promise<void> => {
  const again = connect(person, id, roomOf)
  expect(await again.closed()).toBe(code)
  expect(again.wire.count).toBe(0)
  expect(again.wire.bytesAfterClose).toBe(0)
}

const losing = (way: Way, roomOf: RoomOf): void => {
  const isDeleted = way.later === CLOSE.notFound

  it('[RIGHTS-2] [RIGHTS-3] in the middle of writing: what came before stays, the rest is not taken, nothing is seen', async () => {
    const { ben, id, take } = await scene(way)
    const writing = await joined(ben, id, roomOf)
    const other = await joined(cleo, id, roomOf)
    const written = await writeWhile(writing, ben, take)
    if (!isDeleted) await say(other, cleo.id, 'afterwards', 'SECRET')
    await writing.closed()
    expectAway(writing, way.codes)
    expect(writing.wire.hasText('SECRET')).toBe(false)
    await expectTurnedAway(ben, id, way.later, roomOf)
    if (isDeleted) return
    // What others see is what was there when the rights went, from the beginning and without gaps; of what Ben was
    // told that it is stored, nothing is missing.
    await say(other, cleo.id, 'at-last', 'at last')
    const kept = idsIn((await joined(ana, id, roomOf)).doc, 'burst-')
    expect(kept).toEqual(Array.from(kept, (_, i) => `burst-${i}`))
    expect(kept.length).toBeGreaterThanOrEqual(writing.acknowledged)
    expect(kept.length).toBeLessThan(written)
    expect(idsIn(other.doc, 'burst-')).toEqual(kept)
  })

  it.each(['warm', 'cold'] as const)(
    '[RIGHTS-4] while joining a %s room: nobody is left in it, and nothing is seen',
    async (temperature) => {
      const { ben, id, take } = await scene(way)
      await say(await joined(cleo, id, roomOf), cleo.id, 'before', 'before')
      if (temperature === 'cold') await restart()
      const joining = Array.from({ length: 12 }, () => connect(ben, id, roomOf))
      // Some are in by now, some are not.
      const [first] = joining
      if (temperature === 'warm') await first?.opened()
      await take()
      if (!isDeleted) await say(await joined(cleo, id, roomOf), cleo.id, 'afterwards', 'SECRET')
      for (const peer of joining) {
        await peer.closed()
        expectAway(peer, [...way.codes, way.later])
        expect(peer.wire.hasText('SECRET')).toBe(false)
      }
      await expectTurnedAway(ben, id, way.later, roomOf)
    },
  )
}

describe.each(WAYS)('who loses $name', (way) => {
  losing(way, conversationRoom)
})

const OF_BOTH: readonly string[] = ['their own grant', 'their membership', 'the conversation']
describe.each([...WAYS.filter(({ name }) => OF_BOTH.includes(name)), ...TALK_WAYS])(
  '[TALK-3] in the side talk, who loses $name',
  (way) => {
    losing(way, talkRoom)
  },
)

it.each([
  { name: 'their own grant', subject: (ben: TestPerson): SharingSubject => ({ kind: 'person', id: ben.id }) },
  { name: 'the grant for everybody', subject: (): SharingSubject => ({ kind: 'organization' }) },
])(
  '[RIGHTS-6] whose right to write goes by $name while writing reads on, and writes nothing more',
  async ({ subject }) => {
    const ben = await newcomer()
    const id = await ana.newConversation()
    await shareWith(id, subject(ben), 'collaborate')
    const owner = await joined(ana, id)
    const writing = await joined(ben, id)
    const written = await writeWhile(writing, ben, () => shareWith(id, subject(ben), 'view'))
    expect(await writing.closed()).toBe(CLOSE.joinAgain)
    expect(writing.wire.bytesAfterClose).toBe(0)

    const reading = await joined(ben, id)
    expect(reading.messages[0]).toMatchObject({ type: 'level', level: 'view' })
    const lost = Y.encodeStateAsUpdate(writing.doc, Y.encodeStateVector(reading.doc))
    expect(await reading.ask(lost)).toEqual({ kind: 'rejected', code: 'read-only' })
    await say(owner, ana.id, 'afterwards', 'Ana writes')
    await reading.when(() => idsIn(reading.doc, 'afterwards').length > 0)
    const kept = idsIn(reading.doc, 'burst-')
    expect(kept).toEqual(Array.from(kept, (_, i) => `burst-${i}`))
    expect(kept.length).toBeGreaterThanOrEqual(writing.acknowledged)
    expect(kept.length).toBeLessThan(written)
    expect(idsIn(owner.doc, 'burst-')).toEqual(kept)
  },
)

describe('under load', () => {
  const TOKENS_BEFORE = 40
  const TOKENS_AFTER = 40
  const tokenAt = (index: number): string => `<${String(index).padStart(6, '0')}>`
  const lastToken = (peer: WirePeer): number => {
    const seen = peer.wire.frames.flatMap((frame) =>
      [
        ...Buffer.from(frame)
          .toString('latin1')
          .matchAll(/<(\d{6})>/g),
      ].map(([, digits]) => Number(digits)),
    )
    return Math.max(-1, ...seen)
  }

  it('[RIGHTS-5] half of fifty readers lose access while an answer streams: none of them sees a token of after that, nobody else is disturbed', async () => {
    const id = await ana.newConversation()
    const staying = [cleo, await newcomer(), await newcomer()]
    const leaving = [await newcomer(), await newcomer(), await newcomer()]
    const group = await ana.call<Group>('POST', '/api/groups', { name: 'Those who leave' })
    await ana.call('POST', `/api/groups/${group.id}/members`, { add: leaving.map((person) => person.id) })
    await ana.share(id, [
      { subject: { kind: 'group', id: group.id }, level: 'view' },
      ...staying.map((person) => ({
        subject: { kind: 'person', id: person.id } as const,
        level: 'view' as const,
      })),
    ])
    const writer = await joined(ana, id)
    const socketsOf = (people: readonly TestPerson[]): Promise<WirePeer[]> =>
      Promise.all(Array.from({ length: 25 }, (_, i) => joined(people[i % people.length] as TestPerson, id)))
    const remaining = await socketsOf(staying)
    const revoked = await socketsOf(leaving)

    addMessage(
      writer.doc,
      { id: 'answer', author: ana.id, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
      fillWithText('Here it comes: '),
    )
    let tokens = 0
    const stream = async (count: number): Promise<void> => {
      for (const end = tokens + count; tokens < end; ) {
        bodyOf(writer.doc, 'answer').push(tokenAt(tokens++))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await stream(TOKENS_BEFORE)
    let taken = false
    const taking = ana
      .call('POST', `/api/groups/${group.id}/members`, { remove: leaving.map((person) => person.id) })
      .then(() => {
        taken = true
      })
    // In the same turn in which the answer came nothing of what is written from now on was sent.
    while (!taken) await stream(1)
    const sentBefore = tokens
    await taking
    // They come back again and again, as clients do, while it streams on.
    const comingBack = leaving.flatMap((person) =>
      Array.from({ length: 4 }, () => expectTurnedAway(person, id, CLOSE.forbidden)),
    )
    await stream(TOKENS_AFTER)
    await Promise.all(comingBack)
    await writer.when(() => writer.acknowledged >= writer.sent)
    const last = tokenAt(tokens - 1)
    for (const peer of remaining) {
      await peer.when(() => peer.wire.frames.slice(-5).some((frame) => Buffer.from(frame).includes(last)))
    }
    for (const peer of revoked) {
      expect(await peer.closed()).toBe(CLOSE.joinAgain)
      expect(peer.wire.bytesAfterClose).toBe(0)
      expect(lastToken(peer)).toBeLessThan(sentBefore)
    }
    expect(remaining.map(({ closeCode }) => closeCode)).toEqual(remaining.map(() => undefined))
    // It had begun for them.
    expect(Math.max(...revoked.map(lastToken))).toBeGreaterThanOrEqual(0)
  })

  it('[RIGHTS-5] whoever comes back without a pause while access comes and goes sees nothing that was written while it was gone', async () => {
    const ben = await newcomer()
    const id = await ana.newConversation()
    const owner = await joined(ana, id)
    const tries: WirePeer[] = []
    let running = true
    const comeBack = async (): Promise<void> => {
      while (running) {
        const peer = connect(ben, id)
        tries.push(peer)
        await peer.closed()
      }
    }
    const comingBack = Promise.all([comeBack(), comeBack(), comeBack()])
    for (let round = 0; round < 8; round++) {
      await shareWith(id, { kind: 'person', id: ben.id }, round % 2 === 0 ? 'view' : 'collaborate')
      await say(owner, ana.id, `open-${round}`, `OPEN-${round}`)
      await until('Ben reads it', () =>
        tries.some((peer) => peer.wire.hasText(`OPEN-${round}`) || isIn(peer)),
      )
      await shareWith(id, { kind: 'person', id: ben.id }, 'none')
      await say(owner, ana.id, `secret-${round}`, `SECRET-${round}`)
      const turnedAway = connect(ben, id)
      expect(await turnedAway.closed()).toBe(CLOSE.forbidden)
      expect(tries.filter((peer) => peer.wire.hasText(`SECRET-${round}`))).toEqual([])
      expect(tries.filter(isIn)).toEqual([])
    }
    running = false
    await comingBack
    expect(tries.every((peer) => peer.wire.bytesAfterClose === 0)).toBe(true)
  })

  const isIn = (peer: WirePeer): boolean => peer.isOpen && peer.wire.count > 0
})

const bodyOf = (doc: Y.Doc, id: string): { push: (text: string) => void } => {
  for (const message of conversationRoots(doc).messages) {
    const meta = message.get(MESSAGE_KEY.meta) as { readonly id?: string }
    const body: unknown = message.get(MESSAGE_KEY.body)
    if (meta.id !== id || !(body instanceof Y.XmlFragment)) continue
    const text = (body.get(0) as Y.XmlElement).get(0) as Y.XmlText
    return { push: (more) => text.insert(text.length, more) }
  }
  throw new Error(`There is no message ${id}.`)
}

describe('at one exact moment', () => {
  const write = (peer: TestPeer, id: string): void => send(peer.doc, peer.principal.id, id, id)
  const read = (doc: Y.Doc): string[] => readMessages(conversationRoots(doc)).map(({ id }) => id)
  const scene = async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    return { world, anna, ben }
  }
  /** Keeps whatever is to be stored from being stored until it is told to. */
  const hold = (world: RoomWorld): (() => void) => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    world.beforeAppend = () => held
    return release
  }

  it.each(['none', 'view'] as const)(
    '[RIGHTS-3] what was received and not yet applied when the level became %s is not taken, and harms nobody else’s',
    async (level) => {
      const { world, anna, ben } = await scene()
      const before = ben.acknowledged
      write(ben, 'early')
      write(anna, 'hers')
      write(ben, 'also-early')
      for (const peer of [ben, anna]) peer.deliverToServer()
      world.changeLevel(ben.principal, level)
      await world.settle()
      expect(read(await world.stored())).toEqual(['hers'])
      expect(read(anna.doc)).toEqual(['hers'])
      expect(ben.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
      expect(ben.framesAfterClose).toBe(0)
      expect(ben.acknowledged).toBe(before)
    },
  )

  it('[RIGHTS-3] what was applied and not yet stored stays, is shown to others, and is not acknowledged to who has gone', async () => {
    const { world, anna, ben } = await scene()
    const release = hold(world)
    const before = ben.acknowledged
    write(ben, 'applied')
    ben.deliverToServer()
    world.runTasks()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(read(anna.doc)).toEqual(['applied'])
    expect(read(await world.stored())).toEqual(['applied'])
    expect(ben.framesAfterClose).toBe(0)
    expect(ben.acknowledged).toBe(before)
  })

  it('[RIGHTS-2] what others wrote and was not yet stored is never shown to who loses access before it is', async () => {
    const { world, anna, ben } = await scene()
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(read(ben.doc)).toEqual([])
    expect(ben.framesAfterClose).toBe(0)
  })

  it('[RIGHTS-4] who asked for everything and loses access before it can be sent gets nothing', async () => {
    const { world, anna } = await scene()
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    const late = world.peer('late', 'view')
    await late.connect(world.rooms)
    late.deliverToServer()
    world.changeLevel(late.principal, 'none')
    release()
    await world.settle()
    expect(late.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    expect(late.framesAfterClose).toBe(0)
    expect(read(late.doc)).toEqual([])
  })

  it('[RIGHTS-4] whose level changes again and again while joining comes in with the one that holds in the end', async () => {
    const { world } = await scene()
    const late = world.peer('late', 'collaborate')
    const levels = ['view', 'collaborate', 'view'] as const
    let asked = 0
    world.beforeAuthorize = async () => {
      const level = levels[asked++]
      if (level !== undefined) world.changeLevel(late.principal, level)
    }
    expect(await late.connect(world.rooms)).toBe(true)
    await world.settle()
    expect(asked).toBe(levels.length + 1)
    expect(late.messages[0]).toMatchObject({ type: 'level', level: 'view' })
  })

  it('[RIGHTS-2] a reader who is behind and loses access is not sent what it missed', async () => {
    const { world, anna, ben } = await scene()
    ben.bufferedBytes = 2 * 1024 * 1024
    write(anna, 'before')
    await world.settle()
    ben.bufferedBytes = 0
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    // There is room again: it is to be sent what it missed, as soon as that is stored.
    world.runWindows()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(read(ben.doc)).not.toContain('secret')
    expect(ben.framesAfterClose).toBe(0)
  })

  it('[RIGHTS-2] who loses access in a cold room is not carried over into the warm one', async () => {
    const { world, anna } = await scene()
    // Enough for a snapshot to be made when the document is forgotten.
    for (let i = 0; i < 30; i++) {
      write(anna, `message-${i}`)
      await world.settle()
    }
    for (const peer of world.peers) peer.disconnect()
    for (let i = 0; i < 2; i++) world.runIdle()
    await world.settle()
    const writing = world.peer('anna', 'owner')
    const ben = world.peer('ben', 'view')
    for (const peer of [writing, ben]) await peer.connect(world.rooms)
    await world.settle()
    const loaded = world.gates
    world.changeLevel(ben.principal, 'none')
    write(writing, 'secret')
    await world.settle()
    // It was cold until then.
    expect(world.gates).toBe(loaded + 1)
    expect(read(await world.stored())).toContain('secret')
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    expect(ben.framesAfterClose).toBe(0)
    expect(read(ben.doc)).toContain('message-29')
    expect(read(ben.doc)).not.toContain('secret')
  })

  it('[RIGHTS-2] who loses access while a document is written anew is sent away at once, and is told nothing meanwhile', async () => {
    const world = new RoomWorld()
    world.epochClientIds = 8
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { startEpoch } = world.store
    Object.assign(world.store, {
      startEpoch: async (next: Parameters<typeof startEpoch>[0]) => {
        await held
        return startEpoch(next)
      },
    })
    world.crash()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    for (let load = 0; load < 7; load++) {
      const tab = await world.joined('anna', 'owner')
      write(tab, `message-${load}`)
      await world.settle()
      tab.disconnect()
    }
    await world.runQuiet()
    await world.runQuiet()
    world.changeLevel(ben.principal, 'none')
    anna.sendPresence(1, 1, { typing: true })
    await world.settle()
    expect(ben.closes.map(({ code }) => code)).toEqual([CLOSE.joinAgain])
    release()
    await world.settle()
    expect(anna.closes.map(({ code }) => code)).toEqual([CLOSE.newEpoch])
    expect(ben.closes).toHaveLength(1)
    expect(ben.framesAfterClose).toBe(0)
  })
})
