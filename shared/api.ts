/**
 * The HTTP API: the schema of each body and answer, agreed between client and server. Errors are always `ApiError`.
 * Paths are listed with the schemas; what may be called by whom stands in `sync-server/http`.
 */
import { z } from 'zod'
import { FILE_ABSENCES } from './files.ts'
import {
  type BranchId,
  type ConversationId,
  type GroupId,
  ID_PATTERN,
  type MessageId,
  type OrganizationId,
  type PrincipalId,
} from './ids.ts'
import { LEVELS, SIDE_TALKS } from './levels.ts'

export const id = <Id extends string>() => z.string().regex(ID_PATTERN) as unknown as z.ZodType<Id>
/** Breaks of lines and of direction, which would write into what stands beside a name. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
const name = z
  .string()
  .trim()
  .min(1, 'Please enter a name.')
  .max(100, 'Please use at most 100 characters.')
  .refine((text) => !BREAKS.test(text), 'Please leave out line breaks and control characters.')
  .refine((text) => VISIBLE.test(text), 'Please enter a name that can be seen.')

export { name as nameSchema }
export const milliseconds = z.number()

export const apiErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    /** A sentence for people. */
    message: z.string(),
    /** Which field of the body is meant, dotted. */
    field: z.string().optional(),
  }),
})
export type ApiError = z.infer<typeof apiErrorSchema>

export const personSchema = z.object({
  id: id<PrincipalId>(),
  name: z.string(),
  kind: z.enum(['person', 'bot', 'agent']),
  email: z.string().optional(),
  image: z.string().optional(),
})
export type Person = z.infer<typeof personSchema>

/** Whoever calls, bots too: what they sign with. `GET /api/whoami` */
export const whoAmISchema = personSchema.pick({ id: true, name: true, kind: true })
export type WhoAmI = z.infer<typeof whoAmISchema>

// --- Accounts ------------------------------------------------------------------------------------------------

/** Who one is. `GET /api/me` */
export const meSchema = personSchema.extend({
  email: z.string(),
  role: z.enum(['admin', 'member']),
  organization: z.object({ id: id<OrganizationId>(), name: z.string() }),
})
export type Me = z.infer<typeof meSchema>

/** What the sign-in page needs to know. `GET /api/state`, open to everybody. */
export const stateSchema = z.object({
  /** Whether there is an organization already; if not, the first account founds it. */
  founded: z.boolean(),
  me: meSchema.optional(),
  /** Accounts that one may sign in to with one click; only where the server was started with --demo. */
  demo: z
    .array(z.object({ email: z.string(), name: z.string(), about: z.string(), password: z.string() }))
    .optional(),
  /** The name of a service that one may sign in by instead. */
  singleSignOn: z.string().optional(),
  /** How somebody who forgot their password comes by a new one. */
  passwordReset: z.enum(['by-mail', 'by-admin']).optional(),
})
export type State = z.infer<typeof stateSchema>

const password = z
  .string()
  .min(8, 'Please use at least 8 characters.')
  .max(128, 'Please use at most 128 characters.')

export { password as passwordSchema }

/** Sign up. `POST /api/accounts`: founds the organization with `organization`, or joins it with `invitation`. */
export const newAccountSchema = z.object({
  name,
  email: z.email('Please enter an e-mail address.').max(200, 'Please use at most 200 characters.'),
  password,
  organization: name.optional(),
  /** The secret part of an invitation link. */
  invitation: z.string().max(200).optional(),
})
export type NewAccount = z.infer<typeof newAccountSchema>

/** `POST /api/auth/sign-in/email`. `POST /api/auth/sign-out` has no body. */
export const signInSchema = z.object({
  email: z.string().max(200),
  password: z.string().max(128),
  /** Where the account has a second factor: six digits, or a backup code. Without it: 401, `code-needed`. */
  code: z.string().max(40).optional(),
})
/** `POST /api/auth/update-user` */
export const profileSchema = z.object({ name })
/** `POST /api/auth/change-password`. All other sessions of this person end. */
export const changePasswordSchema = z.object({ currentPassword: z.string().max(128), newPassword: password })

/** `POST /api/invitations` (admins) */
export const newInvitationSchema = z.object({ role: z.enum(['admin', 'member']).default('member') })
export const invitationSchema = z.object({
  id: z.string(),
  role: z.enum(['admin', 'member']),
  createdAt: milliseconds,
  expiresAt: milliseconds,
  createdBy: personSchema,
})
export type Invitation = z.infer<typeof invitationSchema>
/** The answer to making one: `secret` is shown once and stands in the link's fragment, `/join#<secret>`. */
export const createdInvitationSchema = invitationSchema.extend({ secret: z.string() })
/** `GET /api/invitations` (admins), `DELETE /api/invitations/:id` (admins) */
export const invitationsSchema = z.object({ invitations: z.array(invitationSchema) })
/** `POST /api/invitations/look-up`, open to everybody: what an invitation is for. */
export const invitationLookUpSchema = z.object({ secret: z.string().max(200) })
export const invitationInfoSchema = z.object({ organization: z.string(), invitedBy: z.string() })

// --- Members and groups --------------------------------------------------------------------------------------

/** `GET /api/people?query=&limit=`: members and bots of one's own organization, by name or e-mail. */
export const peopleSchema = z.object({
  people: z.array(personSchema.extend({ role: z.enum(['admin', 'member']).optional() })),
})
export type People = z.infer<typeof peopleSchema>

/** How one searches for people. */
export const peopleQuerySchema = z.object({
  query: z.string().max(200, 'Please use at most 200 characters.').default(''),
  limit: z.coerce.number<string | number>().int().min(1).max(500).default(20),
})

export const groupSchema = z.object({
  id: id<GroupId>(),
  name: z.string(),
  memberCount: z.number(),
  /** Only in the answer to admins and to members of the group. */
  memberIds: z.array(id<PrincipalId>()).optional(),
})
export type Group = z.infer<typeof groupSchema>
/** `GET /api/groups` */
export const groupsSchema = z.object({ groups: z.array(groupSchema) })
/** `POST /api/groups` (admins); `DELETE /api/groups/:id` (admins) */
export const newGroupSchema = z.object({ name })
/** `POST /api/groups/:id/members` (admins) */
export const groupMembersSchema = z.object({
  add: z.array(id<PrincipalId>()).max(500).default([]),
  remove: z.array(id<PrincipalId>()).max(500).default([]),
})
/** `DELETE /api/members/:id` (admins): takes somebody out of the organization. What they wrote stays. */

// --- Conversations and sharing -------------------------------------------------------------------------------

/** `POST /api/conversations` */
export const newConversationSchema = z.object({
  /** Made by the client, so that a page can open it at once. */
  id: id<ConversationId>().optional(),
  title: z.string().trim().max(200).default(''),
})
export const conversationSchema = z.object({ id: id<ConversationId>() })
/** `GET /api/conversations`: what one may open, the latest activity first; of side talks nothing. */
export const conversationsSchema = z.object({
  conversations: z.array(
    z.object({
      id: id<ConversationId>(),
      title: z.string(),
      ownerId: id<PrincipalId>(),
      level: z.enum(LEVELS),
      shared: z.boolean(),
      createdAt: z.number(),
      lastActivityAt: z.number(),
    }),
  ),
})
export type Conversations = z.infer<typeof conversationsSchema>
/**
 * `POST /api/conversations/:id/fork`, for everybody who may view it: a conversation of one's own that begins with what
 * one reads along a branch, up to a message.
 */
export const forkSchema = z.object({
  /** Of the new one. Made by the client, so that asking again makes no second. */
  id: id<ConversationId>().optional(),
  branchId: id<BranchId>(),
  messageId: id<MessageId>().optional(),
})
export type Fork = z.infer<typeof forkSchema>
/** The answer to that. Messages name these files all the same. */
export const forkedSchema = z.object({
  id: id<ConversationId>(),
  leftBehind: z.array(z.object({ name: z.string(), why: z.enum(FILE_ABSENCES) })).readonly(),
})
export type Forked = z.infer<typeof forkedSchema>
export type LeftBehind = Forked['leftBehind'][number]
/** `DELETE /api/conversations/:id` (the owner): gone for everybody at once; see `deletedConversationsSchema`. */

export const grantLevel = z.enum(['view', 'collaborate'])
export const changedLevel = z.enum(['none', 'view', 'collaborate'])

export const accessReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('owner'), level: z.literal('owner') }),
  z.object({ kind: z.literal('organization'), level: grantLevel }),
  z.object({ kind: z.literal('group'), groupId: id<GroupId>(), name: z.string(), level: grantLevel }),
  z.object({ kind: z.literal('person'), level: grantLevel }),
])

/** Who may take part in the side talk: those who may collaborate, or everybody who can open the conversation. */
export const sideTalkSchema = z.enum(SIDE_TALKS)

/** Who has access and why. `GET /api/conversations/:id/sharing`, for everybody who has access. */
export const sharingSchema = z.object({
  conversationId: id<ConversationId>(),
  /** Grows with every change; a change names the version that it was made on. */
  version: z.number(),
  owner: personSchema,
  yourLevel: z.enum(['view', 'collaborate', 'owner']),
  organization: z.object({ name: z.string(), memberCount: z.number(), level: changedLevel }),
  sideTalk: sideTalkSchema,
  groups: z.array(groupSchema.extend({ level: grantLevel })),
  people: z.array(personSchema.extend({ level: grantLevel })),
  /** Everybody with access, the owner first, with their level and every reason for it. */
  access: z.array(
    z.object({
      person: personSchema,
      level: z.enum(['view', 'collaborate', 'owner']),
      reasons: z.array(accessReasonSchema),
    }),
  ),
  /** Who waits for the owner's answer. Only in the answer to the owner. */
  requests: z
    .array(
      z.object({
        person: personSchema,
        wanted: grantLevel,
        message: z.string(),
        requestedAt: milliseconds,
      }),
    )
    .optional(),
  /** Who will have access once they join. Only in the answer to the owner. */
  invited: z
    .array(
      z.object({
        email: z.string(),
        level: grantLevel,
        invitedAt: milliseconds,
        expiresAt: milliseconds,
      }),
    )
    .optional(),
})
export type Sharing = z.infer<typeof sharingSchema>

export const sharingSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('organization') }),
  z.object({ kind: z.literal('group'), id: id<GroupId>() }),
  z.object({ kind: z.literal('person'), id: id<PrincipalId>() }),
])
export type SharingSubject = z.infer<typeof sharingSubjectSchema>

/** `PUT /api/conversations/:id/sharing` (the owner). 409 where `version` is not the latest. Answers with `Sharing`. */
export const changeSharingSchema = z
  .object({
    version: z.number(),
    changes: z
      .array(z.object({ subject: sharingSubjectSchema, level: changedLevel }))
      .max(500)
      .default([]),
    sideTalk: sideTalkSchema.optional(),
  })
  .refine(({ changes, sideTalk }) => changes.length > 0 || sideTalk !== undefined, {
    message: 'Please say what to change.',
    path: ['changes'],
  })
export type ChangeSharing = z.infer<typeof changeSharingSchema>

// --- Models and bots -----------------------------------------------------------------------------------------

export const modelSchema = z.object({
  /** `provider/model`, as it stands in a conversation's settings. */
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  /** The guide answers from the manual and is not a language model. */
  kind: z.enum(['language-model', 'guide']),
})
export type Model = z.infer<typeof modelSchema>
/** `GET /api/models` */
export const modelsSchema = z.object({ models: z.array(modelSchema), default: z.string() })
export type Models = z.infer<typeof modelsSchema>

export const botSchema = z.object({
  id: id<PrincipalId>(),
  name: z.string(),
  createdAt: milliseconds,
  createdBy: personSchema,
})
export type Bot = z.infer<typeof botSchema>
/** `GET /api/bots`: one's own; `DELETE /api/bots/:id` */
export const botsSchema = z.object({ bots: z.array(botSchema) })
/** `POST /api/bots` */
export const newBotSchema = z.object({ name })
/** The token is shown once. */
export const createdBotSchema = botSchema.extend({ token: z.string() })
