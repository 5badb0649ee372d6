/** The HTTP API around sharing: requests for access, notifications, ownership, deleted conversations, invitations. */
import { z } from 'zod'
import { changedLevel, grantLevel, id, milliseconds } from './api.ts'
import type { ConversationId, MessageId, PrincipalId } from './ids.ts'

// --- Ownership -----------------------------------------------------------------------------------------------

/** `PUT /api/conversations/:id/owner` (the owner): who hands it on may collaborate from then on. 204. */
export const newOwnerSchema = z.object({ to: id<PrincipalId>() })

/** After a 'not now' one can ask again so much later. */
export const ASK_AGAIN_MILLISECONDS = 24 * 60 * 60 * 1000

// --- Requests ------------------------------------------------------------------------------------------------

/**
 * Asks the owner. `POST /api/conversations/:id/requests`: any member of the conversation's organization who has less
 * than `level`; 202. The same again changes nothing; another wish takes the place of the one before.
 */
export const newRequestSchema = z.object({
  level: grantLevel,
  message: z.string().trim().max(300, 'Please use at most 300 characters.').default(''),
})
export type NewRequest = z.infer<typeof newRequestSchema>

/** `PUT /api/conversations/:id/requests/:personId` (the owner): gives that level, or `none` for 'not now'. 204. */
export const requestAnswerSchema = z.object({ level: changedLevel })

// --- Notifications -------------------------------------------------------------------------------------------

const byAndTitle = { by: id<PrincipalId>(), title: z.string() }
export const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared'), ...byAndTitle, level: grantLevel }),
  z.object({
    kind: z.literal('level-changed'),
    ...byAndTitle,
    before: z.enum(['none', 'view', 'collaborate', 'owner']),
    level: grantLevel,
  }),
  z.object({ kind: z.literal('removed'), ...byAndTitle }),
  z.object({ kind: z.literal('became-owner'), ...byAndTitle }),
  z.object({ kind: z.literal('deleted'), ...byAndTitle }),
  z.object({ kind: z.literal('restored'), ...byAndTitle }),
  z.object({
    kind: z.literal('access-requested'),
    ...byAndTitle,
    wanted: grantLevel,
    message: z.string(),
    /** Once it was answered. */
    answer: changedLevel.optional(),
  }),
  z.object({
    kind: z.literal('request-answered'),
    wanted: grantLevel,
    answer: changedLevel,
    /** Left out where one still may not see the conversation. */
    by: id<PrincipalId>().optional(),
    title: z.string().optional(),
  }),
  z.object({
    kind: z.literal('mentioned'),
    ...byAndTitle,
    place: z.enum(['conversation', 'talk']),
    messageId: id<MessageId>(),
  }),
])
export const notificationSchema = z.object({
  id: z.string(),
  conversationId: id<ConversationId>(),
  at: milliseconds,
  read: z.boolean(),
  news: newsSchema,
})
/** What one was told, the latest first; at most about 100 are kept. `GET /api/notifications` */
export const notificationsSchema = z.object({ notifications: z.array(notificationSchema) })

/**
 * `POST /api/notifications/read` marks them read, `POST /api/notifications/clear` takes them away; all of them without
 * `ids`. Requests that wait for one's answer are not taken away. 204.
 */
export const notificationIdsSchema = z.object({
  ids: z.array(z.string().max(40)).max(500).optional(),
})

// --- Deleted conversations -----------------------------------------------------------------------------------

/** For so long a deleted conversation can be restored. */
export const GRACE_DAYS = 30

/** One's own, while they can be restored: until `goneAt`. `GET /api/deleted` */
export const deletedConversationsSchema = z.object({
  conversations: z.array(
    z.object({
      id: id<ConversationId>(),
      title: z.string(),
      deletedAt: milliseconds,
      goneAt: milliseconds,
    }),
  ),
})
/**
 * `POST /api/deleted/:id/restore` (who owned it): back for everybody who had access. 204.
 * `DELETE /api/deleted/:id`: for good, at once. 204.
 */

// --- People who are to be invited ----------------------------------------------------------------------------

/**
 * `POST /api/conversations/:id/invitations` (the owner, where they are an admin). Sent by e-mail where the server can;
 * the link is for where it cannot, or did not reach them.
 */
export const newInvitedSchema = z.object({
  email: z.email('Please enter an e-mail address.').max(200, 'Please use at most 200 characters.'),
  level: grantLevel,
})
/** The link's secret is shown once: `/join#<secret>`. */
export const createdInvitedSchema = z.object({
  email: z.string(),
  secret: z.string(),
  expiresAt: milliseconds,
  /** Whether a mail with the link is on its way. */
  mailed: z.boolean(),
})
/** `DELETE /api/conversations/:id/invitations/:email` (the owner): it opens nothing any more. 204. */
