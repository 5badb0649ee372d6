/** Many readers, an answer that streams, and people who come back without a pause: over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addMessage, conversationRoots, fillWithText, MESSAGE_KEY } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { CLOSE } from '../../shared/wire.ts'
import { type TestPerson, until } from '../helpers/banyan.ts'
import type { WirePeer } from '../helpers/wire-peer.ts'
import { asPerson, RightsScene, say } from './scene.ts'

let scene: RightsScene
beforeAll(async () => {
  scene = await RightsScene.open()
})
afterAll(() => scene?.banyan.close())

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
    const id = await scene.ana.newConversation()
    const staying = [scene.cleo, await scene.newcomer(), await scene.newcomer()]
    const leaving = [await scene.newcomer(), await scene.newcomer(), await scene.newcomer()]
    const group = await scene.newGroup(...leaving)
    await scene.ana.share(id, [
      { subject: { kind: 'group', id: group.id }, level: 'view' },
      ...staying.map((person) => ({ subject: asPerson(person), level: 'view' as const })),
    ])
    const writer = await scene.joined(scene.ana, id)
    const socketsOf = (people: readonly TestPerson[]): Promise<WirePeer[]> =>
      Promise.all(
        Array.from({ length: 25 }, (_, i) => scene.joined(people[i % people.length] as TestPerson, id)),
      )
    const remaining = await socketsOf(staying)
    const revoked = await socketsOf(leaving)

    addMessage(
      writer.doc,
      {
        id: 'answer',
        author: scene.ana.id,
        role: 'user',
        parentId: null,
        branchId: MAIN_BRANCH,
        createdAt: 1,
      },
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
    const taking = scene.ana
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
      Array.from({ length: 4 }, () => scene.expectTurnedAway(person, id, CLOSE.forbidden)),
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
    const ben = await scene.newcomer()
    const id = await scene.ana.newConversation()
    const owner = await scene.joined(scene.ana, id)
    const tries: WirePeer[] = []
    let running = true
    const comeBack = async (): Promise<void> => {
      while (running) {
        const peer = scene.connect(ben, id)
        tries.push(peer)
        await peer.closed()
      }
    }
    const comingBack = Promise.all([comeBack(), comeBack(), comeBack()])
    for (let round = 0; round < 8; round++) {
      await scene.share(id, asPerson(ben), round % 2 === 0 ? 'view' : 'collaborate')
      await say(owner, scene.ana.id, `open-${round}`, `OPEN-${round}`)
      await until('Ben reads it', () =>
        tries.some((peer) => peer.wire.hasText(`OPEN-${round}`) || isIn(peer)),
      )
      await scene.share(id, asPerson(ben), 'none')
      await say(owner, scene.ana.id, `secret-${round}`, `SECRET-${round}`)
      const turnedAway = scene.connect(ben, id)
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
