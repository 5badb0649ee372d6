/** Tests with Ana and Ben in conversations whose epoch ends as soon as twelve page loads have written in it. */
import { addMessage, conversationRoots, fillWithText } from '../../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { until } from './banyan.ts'
import { twoPeople } from './two-people.ts'

const LOADS = 12

export const it = twoPeople({ config: { epochs: { clientIds: LOADS, quietMilliseconds: 300 } } })
  /** Ana writes as so many page loads would, each under a client id of its own: `Note 0` and so on. */
  .extend('crowd', { scope: 'file' }, ({ ana }) => async (id: ConversationId): Promise<void> => {
    for (let load = 0; load < LOADS; load++) {
      const peer = ana.sync(conversationRoom(id))
      await peer.synced
      const { order } = conversationRoots(peer.doc)
      const note = `note-${load}`
      addMessage(
        peer.doc,
        {
          id: note,
          author: ana.id,
          role: 'user',
          parentId: order.toArray().at(-1)?.[0] ?? null,
          branchId: MAIN_BRANCH,
          createdAt: Date.now(),
        },
        fillWithText(`Note ${load}`),
      )
      await until('the server has it', () => order.toArray().some(([known]) => known === note))
      peer.destroy()
    }
  })
  .extend(
    'hasEnded',
    { scope: 'file' },
    ({ banyan, ana }) =>
      async (path: string): Promise<boolean> =>
        (await fetch(`${banyan.url}${path}`, { headers: { cookie: ana.cookie } })).ok,
  )
  /** The same, until its first epoch has ended by it. */
  .extend(
    'beginEpoch',
    { scope: 'file' },
    ({ crowd, hasEnded }) =>
      async (id: ConversationId): Promise<void> => {
        await crowd(id)
        await until('an epoch has ended', () => hasEnded(`/api/conversations/${id}/epochs/1`))
      },
  )
