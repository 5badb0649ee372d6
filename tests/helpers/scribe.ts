/** Tests in which a bot, Scribe, writes replies word for word as they say. */
import type * as Y from 'yjs'
import { addReply } from '../../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { stockPeer } from './banyan.ts'
import { type TwoPeopleOptions, twoPeople } from './two-people.ts'

export interface Scribed {
  readonly id: ConversationId
  readonly reply: (id: string, text: string, branchId?: string) => Y.Text
  /** Goes away. */
  readonly end: () => void
}

export const withScribe = (options?: TwoPeopleOptions) =>
  twoPeople(options)
    .extend('scribe', { scope: 'file' }, ({ ana }) =>
      ana.call<{ readonly id: PrincipalId; readonly token: string }>('POST', '/api/bots', { name: 'Scribe' }),
    )
    /** A conversation of Ana's in which the bot writes. */
    .extend('scribed', { scope: 'file' }, ({ ana, scribe }) => async (title: string): Promise<Scribed> => {
      const id = await ana.newConversation(title)
      await ana.share(id, [{ subject: { kind: 'person', id: scribe.id }, level: 'collaborate' }])
      const headers = { authorization: `Bearer ${scribe.token}` }
      const { doc, synced, destroy } = stockPeer(ana.url, conversationRoom(id), headers)
      await synced
      return {
        id,
        reply: (messageId, text, branchId = MAIN_BRANCH) =>
          addReply(
            doc,
            {
              id: messageId,
              author: scribe.id,
              role: 'assistant',
              parentId: null,
              branchId,
              createdAt: Date.now(),
            },
            text,
          ),
        end: destroy,
      }
    })
