/** Whatever the way in which rights go, and whatever their owner is doing then: over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { SharingSubject } from '../../shared/api.ts'
import { conversationRoom, talkRoom } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import { messageIds } from '../helpers/conversation.ts'
import {
  asPerson,
  burstIn,
  expectAway,
  expectCutOff,
  RightsScene,
  type RoomOf,
  say,
  writeWhile,
} from './scene.ts'
import { TALK_WAYS, WAYS, type Way } from './ways.ts'

let scene: RightsScene
beforeAll(async () => {
  scene = await RightsScene.open()
})
afterAll(() => scene?.banyan.close())

/** A conversation of Ana's that Cleo may write in whatever becomes of Ben, and Ben may lose. */
const given = async (way: Way) => {
  const ben = await scene.newcomer()
  const id = await scene.ana.newConversation()
  await scene.share(id, asPerson(scene.cleo), 'collaborate')
  return { ben, id, take: await way.give(scene, id, ben) }
}

const losing = (way: Way, roomOf: RoomOf): void => {
  const isDeleted = way.later === CLOSE.notFound

  it('[RIGHTS-2] [RIGHTS-3] in the middle of writing: what came before stays, the rest is not taken, nothing is seen', async () => {
    const { ben, id, take } = await given(way)
    const writing = await scene.joined(ben, id, roomOf)
    const other = await scene.joined(scene.cleo, id, roomOf)
    const written = await writeWhile(writing, ben, take)
    if (!isDeleted) await say(other, scene.cleo.id, 'afterwards', 'SECRET')
    await writing.closed()
    expectAway(writing, way.codes)
    expect(writing.wire.hasText('SECRET')).toBe(false)
    await scene.expectTurnedAway(ben, id, way.later, roomOf)
    if (isDeleted) return
    // What others see is what was there when the rights went.
    await say(other, scene.cleo.id, 'at-last', 'at last')
    const kept = burstIn((await scene.joined(scene.ana, id, roomOf)).doc)
    expectCutOff(kept, writing, written)
    expect(burstIn(other.doc)).toEqual(kept)
  })

  it.each(['warm', 'cold'] as const)(
    '[RIGHTS-4] while joining a %s room: nobody is left in it, and nothing is seen',
    async (temperature) => {
      const { ben, id, take } = await given(way)
      await say(await scene.joined(scene.cleo, id, roomOf), scene.cleo.id, 'before', 'before')
      if (temperature === 'cold') await scene.banyan.restart()
      const joining = Array.from({ length: 12 }, () => scene.connect(ben, id, roomOf))
      // Some are in by now, some are not.
      const [first] = joining
      if (temperature === 'warm') await first?.opened()
      await take()
      if (!isDeleted) {
        await say(await scene.joined(scene.cleo, id, roomOf), scene.cleo.id, 'afterwards', 'SECRET')
      }
      for (const peer of joining) {
        await peer.closed()
        expectAway(peer, [...way.codes, way.later])
        expect(peer.wire.hasText('SECRET')).toBe(false)
      }
      await scene.expectTurnedAway(ben, id, way.later, roomOf)
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
  { name: 'their own grant', subject: asPerson },
  { name: 'the grant for everybody', subject: (): SharingSubject => ({ kind: 'organization' }) },
])(
  '[RIGHTS-6] whose right to write goes by $name while writing reads on, and writes nothing more',
  async ({ subject }) => {
    const ben = await scene.newcomer()
    const id = await scene.ana.newConversation()
    await scene.share(id, subject(ben), 'collaborate')
    const owner = await scene.joined(scene.ana, id)
    const writing = await scene.joined(ben, id)
    const written = await writeWhile(writing, ben, () => scene.share(id, subject(ben), 'view'))
    expect(await writing.closed()).toBe(CLOSE.joinAgain)
    expect(writing.wire.bytesAfterClose).toBe(0)

    const reading = await scene.joined(ben, id)
    expect(reading.messages[0]).toMatchObject({ type: 'level', level: 'view' })
    const lost = Y.encodeStateAsUpdate(writing.doc, Y.encodeStateVector(reading.doc))
    expect(await reading.ask(lost)).toEqual({ kind: 'rejected', code: 'read-only' })
    await say(owner, scene.ana.id, 'afterwards', 'Ana writes')
    await reading.when(() => messageIds(reading.doc).includes('afterwards'))
    const kept = burstIn(reading.doc)
    expectCutOff(kept, writing, written)
    expect(burstIn(owner.doc)).toEqual(kept)
  },
)
