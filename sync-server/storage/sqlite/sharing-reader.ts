/** Reads what stands around the sharing of conversations: open questions, people who are to be invited, mentions to be told. */
import type { ConversationId } from '../../../shared/ids.ts'
import type { AccessRequest, AccessState, InvitedGrant, Mention } from '../../access/access-store.ts'
import type { SqliteDatabase } from './database.ts'

export interface SharingReader {
  readonly around: (
    conversations: readonly ConversationId[],
  ) => Pick<AccessState, 'requests' | 'invited' | 'mentions'>
}

export const createSharingReader = (database: SqliteDatabase): SharingReader => {
  const requestRows = database.prepare<
    [string],
    Omit<AccessRequest, 'declinedAt'> & { readonly declinedAt: number | null }
  >(
    `SELECT conversation_id AS conversationId, requester_id AS requesterId, wanted, message,
       requested_at AS requestedAt, declined_at AS declinedAt
     FROM access_request WHERE conversation_id IN (SELECT value FROM json_each(?)) ORDER BY requested_at`,
  )
  const invitedRows = database.prepare<[string], InvitedGrant>(
    `SELECT invited_grant.conversation_id AS conversationId, invited_grant.email, invited_grant.level,
       invited_grant.invitation_id AS invitationId, invited_by AS invitedBy, invited_at AS invitedAt,
       invitation_link.expires_at AS expiresAt
     FROM invited_grant JOIN invitation_link ON invitation_link.id = invited_grant.invitation_id
     WHERE conversation_id IN (SELECT value FROM json_each(?)) ORDER BY invited_at, email`,
  )
  const mentionRows = database.prepare<[string], Mention>(
    `SELECT conversation_id AS conversationId, place, message_id AS messageId, user_id AS userId, by
     FROM mention WHERE told = 0 AND conversation_id IN (SELECT value FROM json_each(?))
     ORDER BY conversation_id, place, message_id, user_id`,
  )
  return {
    around: (conversations) => {
      const ids = JSON.stringify(conversations)
      return {
        requests: requestRows
          .all(ids)
          .map(({ declinedAt, ...request }) => ({ ...request, declinedAt: declinedAt ?? undefined })),
        invited: invitedRows.all(ids),
        mentions: mentionRows.all(ids),
      }
    },
  }
}
