/**
 * The part of the HTTP API that is for admins: members, metadata of conversations, the audit log. Never content, not
 * even a title.
 */
import { z } from 'zod'
import {
  conversationSchema,
  createdInvitationSchema,
  groupSchema,
  invitationSchema,
  newGroupSchema,
  newInvitationSchema,
  personSchema,
} from './api.ts'
import { pageOf, pageQuery } from './pages.ts'

const principalId = personSchema.shape.id
const conversationId = conversationSchema.shape.id
const groupId = groupSchema.shape.id
const role = z.enum(['admin', 'member'])
/** Milliseconds since 1970. */
const time = z.number()

// --- Members ---------------------------------------------------------------------------------------------------

export const memberStateSchema = z.enum(['active', 'suspended'])
export const memberSchema = z.object({
  id: principalId,
  name: z.string(),
  email: z.string(),
  role,
  state: memberStateSchema,
  joinedAt: time,
  /** When they last opened a page or called; absent where they never did. Right to some minutes. */
  lastSeenAt: time.optional(),
  /** Whether a page of theirs is connected now. */
  here: z.boolean(),
  groups: z.array(z.object({ id: groupId, name: z.string() })),
})
export type MemberItem = z.infer<typeof memberSchema>

/** `GET /api/admin/members?query=&role=&state=&cursor=&limit=`, by name. */
export const membersQuerySchema = z.object({
  query: z.string().max(200, 'Please use at most 200 characters.').default(''),
  role: role.optional(),
  state: memberStateSchema.optional(),
  ...pageQuery,
})
export const membersSchema = pageOf(memberSchema)
export type Members = z.infer<typeof membersSchema>

/** `PUT /api/admin/members/:id/role` */
export const changeRoleSchema = z.object({ role })
/** `POST /api/admin/members/:id/suspend` and `.../unsuspend` have no body. */

/** What goes when a member does. `GET /api/admin/members/:id/leaving` */
export const leavingSchema = z.object({
  /** Conversations of theirs that others have access to: they need another owner. */
  sharedConversations: z.number(),
  /** Of these, how many the asking admin has access to; only whoever sees all of them can take them over. */
  sharedWithYou: z.number(),
  /** Conversations of theirs that nobody else has access to: these stay closed. */
  privateConversations: z.number(),
  bots: z.array(z.object({ id: principalId, name: z.string() })),
  groups: z.array(z.object({ id: groupId, name: z.string() })),
})
export type Leaving = z.infer<typeof leavingSchema>
/**
 * `DELETE /api/members/:id?conversationsTo=`: takes somebody out of the organization. What they wrote stays.
 * 409 where they share conversations with others and it is not said who is to own these.
 */
export const removeMemberQuerySchema = z.object({ conversationsTo: principalId.optional() })

/** `POST /api/invitations`: with `email` it is sent there, and lets in one person. */
export const inviteSchema = newInvitationSchema.extend({
  email: z.email('Please enter an e-mail address.').max(200, 'Please use at most 200 characters.').optional(),
})
export type Invite = z.input<typeof inviteSchema>
const email = z.string().optional()
export const createdInviteSchema = createdInvitationSchema.extend({ email })
/** `GET /api/invitations` */
export const openInvitationsSchema = z.object({
  invitations: z.array(invitationSchema.extend({ email })),
  /** Whether invitations can be sent by e-mail from here. */
  canMail: z.boolean(),
})
export type OpenInvitations = z.infer<typeof openInvitationsSchema>

/** `PUT /api/groups/:id` */
export const renameGroupSchema = newGroupSchema

// --- Conversations ---------------------------------------------------------------------------------------------

export const conversationStateSchema = z.enum(['open', 'ownerless', 'deleted'])
export const conversationMetadataSchema = z.object({
  id: conversationId,
  owner: personSchema.pick({ id: true, name: true, kind: true }).extend({ former: z.boolean() }),
  /** `ownerless`: its owner has left, and others still have access. */
  state: conversationStateSchema,
  createdAt: time,
  lastActivityAt: time,
  deletedAt: time.optional(),
  /** What is stored of it, in bytes. */
  bytes: z.number(),
  /** How many messages were sent in it; absent where that was not counted yet. */
  messages: z.number().optional(),
  /** How often the AI was asked in it. */
  asked: z.number(),
  sharedWith: z.array(
    z.object({
      kind: z.enum(['organization', 'group', 'person', 'bot']),
      id: z.string().optional(),
      name: z.string(),
      level: z.enum(['view', 'collaborate']),
    }),
  ),
})
export type ConversationMetadata = z.infer<typeof conversationMetadataSchema>

/** `GET /api/admin/conversations?id=&owner=&state=&shared=&cursor=&limit=`, the latest activity first. */
export const conversationsQuerySchema = z.object({
  id: conversationId.optional(),
  owner: principalId.optional(),
  state: conversationStateSchema.optional(),
  /** Only those shared with the whole organization, with some, or with nobody. */
  shared: z.enum(['organization', 'some', 'nobody']).optional(),
  ...pageQuery,
})
export const conversationsMetadataSchema = pageOf(conversationMetadataSchema)
export type ConversationsMetadata = z.infer<typeof conversationsMetadataSchema>

/** `PUT /api/admin/conversations/:id/owner`, only where the owner has left. */
export const handOverSchema = z.object({ to: principalId })

// --- The audit log ---------------------------------------------------------------------------------------------

const named = z.object({ id: z.string(), name: z.string() })
export const auditEntrySchema = z.object({
  id: z.number(),
  at: time,
  actor: named,
  /** What was done: `grant-changed`, `member-joined` ... */
  action: z.string(),
  conversationId: conversationId.optional(),
  group: named.optional(),
  /** To whom or with whom. */
  subject: z
    .object({
      kind: z.enum(['organization', 'group', 'person', 'bot', 'invitation']),
      id: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  /** Level or role, from which to which. */
  before: z.string().optional(),
  after: z.string().optional(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

const auditFilter = {
  /** Who did it, or to whom it was done. */
  person: principalId.optional(),
  action: z
    .string()
    .regex(/^[a-z-]{1,60}$/, 'There is no such action.')
    .optional(),
  conversation: conversationId.optional(),
  /** From this moment on, and before that one; milliseconds since 1970. */
  from: z.coerce.number<string | number>().int().min(0).optional(),
  until: z.coerce.number<string | number>().int().min(0).optional(),
}
export const auditFilterSchema = z.object(auditFilter)
export type AuditFilter = z.infer<typeof auditFilterSchema>
/** `GET /api/admin/audit?person=&action=&conversation=&from=&until=&cursor=&limit=`, the latest first. */
export const auditQuerySchema = z.object({ ...auditFilter, ...pageQuery })
export const auditSchema = pageOf(auditEntrySchema)
export type Audit = z.infer<typeof auditSchema>
/** `GET /api/admin/audit/actions`: every kind of action that stands in the log. */
export const auditActionsSchema = z.object({ actions: z.array(z.string()) })
/** `GET /api/admin/audit/export?format=`: all of it as a file, with the same filters. */
export const auditExportQuerySchema = z.object({ ...auditFilter, format: z.enum(['csv', 'json']) })
