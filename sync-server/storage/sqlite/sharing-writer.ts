/** Stores events around sharing, each as the rows it means. Called within a transaction, by the access writer. */
import type { ConversationId, OrganizationId, PrincipalId } from '../../../shared/ids.ts'
import type { GrantLevel } from '../../../shared/levels.ts'
import type { AccessEvent } from '../../access/access-events.ts'
import type { SqliteDatabase } from './database.ts'

export type SharingEvent = Extract<
  AccessEvent,
  {
    readonly type:
      | 'conversation-restored'
      | 'conversation-purged'
      | 'ownership-transferred'
      | 'access-requested'
      | 'access-request-answered'
      | 'notified'
      | 'mentions-told'
      | 'invited-grant-changed'
      | 'side-talk-changed'
  }
>

/** What somebody finds shared with them when they join, with the one who shared it. */
export interface Welcome {
  readonly by: PrincipalId
  readonly events: readonly AccessEvent[]
}

export interface SharingWriter {
  /**
   * Whatever the address was invited to, for whoever comes by an invitation that was made for it, or has proven that
   * it is theirs. The invitations are used up by that.
   */
  readonly welcome: (
    joiner: { readonly id: PrincipalId; readonly email: string },
    /** `undefined`: the address is proven to be theirs. */
    invitation: string | undefined,
    organizationId: OrganizationId,
    at: number,
  ) => readonly Welcome[]
  readonly apply: (event: SharingEvent, context: { readonly actor: PrincipalId; readonly at: number }) => void
  /** Somebody has left: what they asked for and were told goes with them. */
  readonly forget: (userId: PrincipalId) => void
}

/** So many notifications are kept for each person; requests that wait for an answer are kept beyond that. */
const KEPT_NOTIFICATIONS = 100
/** Of those, so many mentions: whoever names somebody all the time pushes nothing else out of sight. */
const KEPT_MENTIONS = 50

export const createSharingWriter = (database: SqliteDatabase): SharingWriter => {
  const restore = database.prepare(
    'UPDATE conversation SET deleted_at = NULL, deleted_by = NULL WHERE id = ? AND purged_at IS NULL',
  )
  const purge = database.prepare("UPDATE conversation SET purged_at = @at, title = '' WHERE id = @id")
  const deleteOf = [
    'access_grant',
    'access_request',
    'notification',
    'invited_grant',
    'run',
    'agent_client',
    'mention',
  ].map((table) => database.prepare(`DELETE FROM ${table} WHERE conversation_id = ?`))
  const setOwner = database.prepare('UPDATE conversation SET owner_id = ? WHERE id = ?')
  const setSideTalk = database.prepare('UPDATE conversation SET side_talk = ? WHERE id = ?')
  const insertRequest = database.prepare(
    `INSERT OR REPLACE INTO access_request (conversation_id, requester_id, wanted, message, requested_at)
     VALUES (@conversationId, @requesterId, @wanted, @message, @at)`,
  )
  const declineRequest = database.prepare(
    'UPDATE access_request SET declined_at = @at WHERE conversation_id = @conversationId AND requester_id = @requesterId',
  )
  const deleteRequest = database.prepare(
    'DELETE FROM access_request WHERE conversation_id = @conversationId AND requester_id = @requesterId',
  )
  const deleteOpenQuestions = database.prepare(
    `DELETE FROM notification WHERE kind = 'access-requested' AND answer IS NULL
       AND conversation_id = @conversationId AND asked_by = coalesce(@requesterId, asked_by)`,
  )
  const answerQuestions = database.prepare(
    `UPDATE notification SET answer = @answer, read_at = coalesce(read_at, @at)
     WHERE kind = 'access-requested' AND answer IS NULL
       AND conversation_id = @conversationId AND asked_by = @requesterId`,
  )
  const insertNotification = database.prepare(
    `INSERT INTO notification (user_id, conversation_id, at, kind, news, asked_by)
     VALUES (@userId, @conversationId, @at, @kind, @news, @askedBy)`,
  )
  const trimNotifications = database.prepare(
    `DELETE FROM notification WHERE user_id = @userId AND NOT (kind = 'access-requested' AND answer IS NULL)
       AND id <= (SELECT id FROM notification WHERE user_id = @userId ORDER BY id DESC LIMIT 1 OFFSET @kept)`,
  )
  const trimMentions = database.prepare(
    `DELETE FROM notification WHERE user_id = @userId AND kind = 'mentioned'
       AND id <= (SELECT id FROM notification WHERE user_id = @userId AND kind = 'mentioned'
         ORDER BY id DESC LIMIT 1 OFFSET @kept)`,
  )
  const tellMentions = database.prepare('UPDATE mention SET told = 1 WHERE conversation_id = ? AND told = 0')
  const setInvited = database.prepare(
    `INSERT OR REPLACE INTO invited_grant (conversation_id, email, invitation_id, level, invited_by, invited_at)
     VALUES (@conversationId, @email, @invitationId, @after, @actor, @at)`,
  )
  const deleteInvited = database.prepare('DELETE FROM invited_grant WHERE conversation_id = ? AND email = ?')
  const deleteRequestsOf = database.prepare('DELETE FROM access_request WHERE requester_id = ?')
  const deleteMentionsOf = database.prepare('DELETE FROM mention WHERE user_id = ?')
  const deleteQuestionsOf = database.prepare(
    "DELETE FROM notification WHERE user_id = @id OR (kind = 'access-requested' AND answer IS NULL AND asked_by = @id)",
  )

  const invitedRows = database.prepare<
    { email: string; invitationId: string | null; organizationId: string; at: number },
    {
      conversationId: ConversationId
      title: string
      invitationId: string
      level: GrantLevel
      by: PrincipalId
      deleted: 0 | 1
    }
  >(
    `SELECT conversation_id AS conversationId, conversation.title, invitation_id AS invitationId, level,
       invited_by AS by, conversation.deleted_at IS NOT NULL AS deleted
     FROM invited_grant
     JOIN conversation ON conversation.id = conversation_id
     JOIN invitation_link ON invitation_link.id = invitation_id
     WHERE email = @email AND conversation.organization_id = @organizationId AND invitation_link.expires_at > @at
       -- Only an invitation that was made for this address shows that it is theirs.
       AND (@invitationId IS NULL OR EXISTS (SELECT 1 FROM invitation_mail WHERE invitation_mail.invitation_id = @invitationId
         AND lower(invitation_mail.email) = @email))`,
  )

  return {
    welcome: ({ id, email }, invitation, organizationId, at) =>
      invitedRows
        .all({ email, invitationId: invitation ?? null, organizationId, at })
        .map(({ conversationId, title, invitationId: own, level, by, deleted }) => ({
          by,
          events: [
            {
              type: 'grant-changed',
              conversationId,
              subject: { kind: 'person', id },
              before: 'none',
              after: level,
            },
            {
              type: 'invited-grant-changed',
              conversationId,
              email,
              invitationId: own,
              before: level,
              after: 'none',
            },
            { type: 'invitation-revoked', id: own },
            ...(deleted === 1
              ? []
              : [
                  {
                    type: 'notified' as const,
                    userId: id,
                    conversationId,
                    news: { kind: 'shared' as const, by, title, level },
                  },
                ]),
          ],
        })),
    apply: (event, { actor, at }) => {
      switch (event.type) {
        case 'conversation-restored':
          restore.run(event.id)
          break
        case 'conversation-purged':
          purge.run({ id: event.id, at })
          for (const each of deleteOf) each.run(event.id)
          break
        case 'ownership-transferred':
          setOwner.run(event.after, event.conversationId)
          // The one who is asked is another one now.
          deleteOpenQuestions.run({ conversationId: event.conversationId, requesterId: null })
          break
        case 'side-talk-changed':
          setSideTalk.run(event.after, event.conversationId)
          break
        case 'access-requested': {
          const { conversationId, requesterId, wanted, message } = event
          insertRequest.run({ conversationId, requesterId, wanted, message, at })
          deleteOpenQuestions.run({ conversationId, requesterId })
          break
        }
        case 'access-request-answered': {
          const { conversationId, requesterId, answer } = event
          if (answer === 'none') declineRequest.run({ conversationId, requesterId, at })
          else deleteRequest.run({ conversationId, requesterId })
          answerQuestions.run({ conversationId, requesterId, answer, at })
          break
        }
        case 'notified': {
          const { userId, conversationId, news } = event
          insertNotification.run({
            userId,
            conversationId,
            at,
            kind: news.kind,
            news: JSON.stringify(news),
            askedBy: news.kind === 'access-requested' ? news.by : null,
          })
          if (news.kind === 'mentioned') trimMentions.run({ userId, kept: KEPT_MENTIONS })
          trimNotifications.run({ userId, kept: KEPT_NOTIFICATIONS })
          break
        }
        case 'mentions-told':
          tellMentions.run(event.conversationId)
          break
        case 'invited-grant-changed': {
          const { conversationId, email, invitationId, after } = event
          if (after === 'none') deleteInvited.run(conversationId, email)
          else setInvited.run({ conversationId, email, invitationId, after, actor, at })
          break
        }
      }
    },
    forget: (userId) => {
      deleteRequestsOf.run(userId)
      deleteMentionsOf.run(userId)
      deleteQuestionsOf.run({ id: userId })
    },
  }
}
