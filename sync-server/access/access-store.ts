/**
 * The port behind accounts, groups, grants and the audit log. A change is one method: the adapter reads the state in
 * a transaction, asks a pure decision, and stores its events and their audit lines in that same transaction.
 * Decisions may be asked more than once (a database may retry), so they must have no effects.
 * Adapters: `storage/sqlite/`. Every adapter passes `tests/contracts/access-store.ts`.
 */
import type { DirectoryPerson } from '../../shared/document/directory.ts'
import type { MentionPlace } from '../../shared/document/inbox.ts'
import type { ConversationId, GroupId, MessageId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel, SideTalk } from '../../shared/levels.ts'
import type { AccessEvent, AuditLine } from './access-events.ts'
import type { Rights, Standing } from './effective-access.ts'

export interface Organization {
  readonly id: OrganizationId
  readonly name: string
}

export type Role = 'admin' | 'member'

/** A member of the organization, or a bot that one of them made. */
export type OrganizationPerson =
  | {
      readonly kind: 'person'
      readonly id: PrincipalId
      readonly name: string
      readonly email: string
      /** Where their picture can be had. */
      readonly image?: string
      readonly role: Role
      readonly groupIds: ReadonlySet<GroupId>
      /** Has no access to anything until an admin takes that back. Grants stay, and count again then. */
      readonly suspended: boolean
    }
  | {
      readonly kind: 'bot'
      readonly id: PrincipalId
      readonly name: string
      readonly createdBy: PrincipalId
      readonly createdAt: number
      /** With the person who made it. */
      readonly suspended: boolean
    }

export interface ConversationAccess extends Rights {
  readonly id: ConversationId
  readonly organizationId: OrganizationId
  readonly title: string
  readonly createdAt: number
  readonly lastActivityAt: number
  /** Who may take part in its side talk, and when somebody last wrote there. */
  readonly sideTalk: SideTalk
  readonly lastTalkAt: number | undefined
  readonly sharingVersion: number
  /** Deleted for good: it cannot be restored any more. */
  readonly purged: boolean
}

/** The latest request of somebody for a conversation. A granted one is gone. */
export interface AccessRequest {
  readonly conversationId: ConversationId
  readonly requesterId: PrincipalId
  readonly wanted: GrantLevel
  readonly message: string
  readonly requestedAt: number
  /** `undefined` while it waits for an answer. */
  readonly declinedAt: number | undefined
}

/** Somebody who is not a member yet, and will have this level once they join by their invitation. */
export interface InvitedGrant {
  readonly conversationId: ConversationId
  /** In lower case. */
  readonly email: string
  readonly invitationId: string
  readonly level: GrantLevel
  readonly invitedBy: PrincipalId
  readonly invitedAt: number
  readonly expiresAt: number
}

/** Somebody was named in a message that was sent. */
export interface Mention {
  readonly conversationId: ConversationId
  readonly place: MentionPlace
  readonly messageId: MessageId
  readonly userId: PrincipalId
  readonly by: PrincipalId
}

export interface InvitationLink {
  readonly id: string
  readonly role: Role
  readonly createdBy: PrincipalId
  readonly createdAt: number
  readonly expiresAt: number
  /** Whom it was sent to, where it was sent by mail. */
  readonly email?: string | undefined
  /** Who has come in by it. */
  readonly joined: ReadonlySet<PrincipalId>
}

/** What a decision may look at: the whole organization, and the conversations that its scope names. */
export interface AccessState {
  readonly organization: Organization
  readonly people: ReadonlyMap<PrincipalId, OrganizationPerson>
  readonly groups: ReadonlyMap<GroupId, { readonly id: GroupId; readonly name: string }>
  readonly invitations: ReadonlyMap<string, InvitationLink>
  readonly conversations: ReadonlyMap<ConversationId, ConversationAccess>
  /** For these conversations. */
  readonly requests: readonly AccessRequest[]
  readonly invited: readonly InvitedGrant[]
  /** Those that nobody was told of yet. */
  readonly mentions: readonly Mention[]
}

export interface Scope {
  readonly organizationId: OrganizationId
  readonly conversations:
    | { readonly kind: 'none' }
    /** By id, deleted or not, also of another organization: whoever decides looks at `organizationId`. */
    | { readonly kind: 'one'; readonly id: ConversationId }
    | { readonly kind: 'shared-with-group'; readonly id: GroupId }
    /** Shared in the name of this principal, or of a bot that they made. */
    | { readonly kind: 'shared-with-person'; readonly id: PrincipalId }
    /** The same, and those that this person owns. */
    | { readonly kind: 'of-person'; readonly id: PrincipalId }
}

export type Decision<Refusal> =
  | { readonly kind: 'events'; readonly events: readonly AccessEvent[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export type Changed<Refusal> =
  | {
      readonly kind: 'changed'
      readonly before: AccessState
      readonly after: AccessState
      /** Everything that was stored, what followed included. */
      readonly events: readonly AccessEvent[]
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export interface Change {
  readonly scope: Scope
  readonly actor: PrincipalId
  /** Milliseconds since 1970, as everywhere here. */
  readonly at: number
}

/** Somebody who can sign in and belongs to the organization; nobody who is suspended. */
export interface Member {
  readonly id: PrincipalId
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly organization: Organization
}

export interface BotAccount {
  readonly id: PrincipalId
  readonly name: string
  readonly organizationId: OrganizationId
}

/** A person who is about to belong to an organization. The hash is the accounts' own. */
export type Joiner =
  | {
      readonly kind: 'new'
      readonly id: PrincipalId
      readonly name: string
      /** In lower case. */
      readonly email: string
      /** Absent for whoever signs in by another service. */
      readonly passwordHash: string | undefined
    }
  /** Has an account from earlier, was taken out, and comes back. */
  | { readonly kind: 'returning'; readonly id: PrincipalId; readonly name: string }

export interface DirectorySource {
  readonly member: Member
  readonly groups: ReadonlyMap<GroupId, string>
  readonly groupIds: ReadonlySet<GroupId>
  /** Not deleted, with a chance of access for this person; all their grants. */
  readonly conversations: readonly ConversationAccess[]
  readonly people: readonly DirectoryPerson[]
}

export interface AuditRecord extends AuditLine {
  readonly at: number
  readonly actorId: PrincipalId
}

export interface AccessStore {
  // Accounts
  readonly isFounded: () => Promise<boolean>
  /** The first account founds the organization and is its admin. */
  readonly found: (
    founder: Extract<Joiner, { kind: 'new' }>,
    organization: Organization,
    at: number,
  ) => Promise<'done' | 'already-founded' | 'email-taken'>
  /** Joins by an invitation that is not over; one for admins or for one address is used up by it. */
  readonly join: (
    joiner: Joiner,
    secretHash: string,
    at: number,
  ) => Promise<'done' | 'invitation-over' | 'email-taken'>
  readonly accountByEmail: (email: string) => Promise<
    | {
        readonly id: PrincipalId
        readonly passwordHash: string
        readonly isMember: boolean
        /** Belongs to the organization, and may do nothing in it for now. */
        readonly isSuspended: boolean
      }
    | undefined
  >
  readonly member: (userId: PrincipalId) => Promise<Member | undefined>
  readonly rename: (userId: PrincipalId, name: string, at: number) => Promise<void>
  /** Ends the sessions of a person, except one. Returns the ids of those that ended. */
  readonly endSessions: (userId: PrincipalId, exceptSessionId?: string) => Promise<readonly string[]>
  readonly invitation: (
    secretHash: string,
    at: number,
  ) => Promise<{ readonly organization: Organization; readonly invitedBy: string } | undefined>
  readonly botByToken: (tokenHash: string) => Promise<BotAccount | undefined>

  // Reading
  /** A conversation with just the grants that may concern this principal, and who they are in its organization. */
  readonly standing: (
    conversationId: ConversationId,
    principalId: PrincipalId,
  ) => Promise<{ readonly who: Standing; readonly conversation: ConversationAccess } | undefined>
  readonly organizationOf: (conversationId: ConversationId) => Promise<OrganizationId | undefined>
  /** Whether there is such a conversation, not deleted. */
  readonly isOpen: (conversationId: ConversationId) => Promise<boolean>
  readonly state: (scope: Scope) => Promise<AccessState>
  readonly directory: (userId: PrincipalId) => Promise<DirectorySource | undefined>
  /** Everybody whose name one may meet: members, bots, and those who were one of these. */
  readonly directoryPeople: (organizationId: OrganizationId) => Promise<readonly DirectoryPerson[]>
  /** Members and bots whose name or e-mail has every word of `query` in it, by name. */
  readonly searchPeople: (
    organizationId: OrganizationId,
    query: string,
    limit: number,
  ) => Promise<readonly OrganizationPerson[]>
  /** The audit log, the latest first. */
  readonly audit: (organizationId: OrganizationId, limit: number) => Promise<readonly AuditRecord[]>

  // Changing
  /**
   * `follow` says what else is to be stored in the same transaction, once it is known what the change came to. It is
   * asked only where something changed, and must not change who may do what.
   */
  readonly change: <Refusal>(
    change: Change,
    decide: (state: AccessState) => Decision<Refusal>,
    follow?: (
      before: AccessState,
      after: AccessState,
      events: readonly AccessEvent[],
    ) => readonly AccessEvent[],
  ) => Promise<Changed<Refusal>>
}
