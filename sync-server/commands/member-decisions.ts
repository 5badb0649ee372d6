/** Roles, suspension, and members who leave: pure decisions over the state of access. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type {
  AccessState,
  ConversationAccess,
  Decision,
  OrganizationPerson,
  Role,
} from '../access/access-store.ts'
import { effectiveLevel } from '../access/effective-access.ts'
import { botsOf, isAdmin, revokedGrants } from './organization-decisions.ts'
import { ownershipEvents } from './ownership-decisions.ts'
import { adminsOnly, noConversation, type Refusal, refused } from './refusal.ts'

interface OnMember {
  readonly actor: PrincipalId
  readonly id: PrincipalId
}

const noMember: Refusal = { code: 'not-found', message: 'There is no such member.' }
const needsAdmin: Refusal = {
  code: 'conflict',
  message: 'An organization needs an admin. Please make somebody else an admin first.',
}

export const decideChangeRole = (
  state: AccessState,
  { actor, id, role }: OnMember & { readonly role: Role },
): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const member = memberOf(state, id)
  if (member === undefined) return refused(noMember)
  if (member.role === role) return { kind: 'events', events: [] }
  if (role !== 'admin' && isLastAdmin(state, id)) return refused(needsAdmin)
  return {
    kind: 'events',
    events: [{ type: 'role-changed', userId: id, before: member.role, after: role }],
  }
}

/** What they own and what is shared with them stays so, and counts again when the suspension ends. */
export const decideSuspendMember = (state: AccessState, { actor, id }: OnMember): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const member = memberOf(state, id)
  if (member === undefined) return refused(noMember)
  if (id === actor) {
    return refused({ code: 'conflict', message: 'You cannot suspend yourself. Another admin can.' })
  }
  if (member.suspended) return { kind: 'events', events: [] }
  return {
    kind: 'events',
    events: [...closedDoors(state, id), { type: 'member-suspended', userId: id }],
  }
}

export const decideUnsuspendMember = (state: AccessState, { actor, id }: OnMember): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const member = memberOf(state, id)
  if (member === undefined) return refused(noMember)
  return {
    kind: 'events',
    events: member.suspended ? [{ type: 'member-unsuspended', userId: id }] : [],
  }
}

/**
 * Needs the conversations of this member and those shared with them or their bots. What they own and share with
 * somebody goes to whom the admin says; what nobody else could read stays closed, and theirs if they come back.
 * What they wrote stays. Their bots go with them, and so do the invitations that they made or came by.
 */
export const decideRemoveMember = (
  state: AccessState,
  command: OnMember & { readonly conversationsTo?: PrincipalId | undefined },
): Decision<Refusal> => {
  const { actor, id, conversationsTo } = command
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const member = memberOf(state, id)
  if (member === undefined) return refused(noMember)
  if (isLastAdmin(state, id)) return refused(needsAdmin)
  const left = sharedConversationsOf(state, id)
  const handedOver: AccessEvent[] = []
  if (left.length > 0) {
    if (conversationsTo === undefined) {
      const count = left.length === 1 ? 'a conversation' : `${left.length} conversations`
      return refused({
        code: 'conflict',
        message: `${member.name} shares ${count} with others. Please choose who is to own what they leave.`,
        field: 'conversationsTo',
      })
    }
    const problem = problemWithHeir(state, { actor, leaver: id, to: conversationsTo, conversations: left })
    if (problem !== undefined) {
      return refused({ code: 'invalid', message: problem, field: 'conversationsTo' })
    }
    for (const conversation of left) {
      const { id: conversationId, title } = conversation
      handedOver.push(...ownershipEvents(conversation, conversationsTo), {
        type: 'notified',
        userId: conversationsTo,
        conversationId,
        news: { kind: 'became-owner', by: actor, title },
      })
    }
  }
  const bots = botsOf(state, id)
  const revoked = revokedGrants(
    state,
    (subject) => subject.kind === 'person' && (subject.id === id || bots.includes(subject.id)),
  )
  return {
    kind: 'events',
    events: [
      ...handedOver,
      ...revoked,
      ...bots.map((botId): AccessEvent => ({ type: 'bot-deleted', id: botId })),
      ...closedDoors(state, id),
      { type: 'member-removed', userId: id },
    ],
  }
}

/** For a conversation whose owner is no member any more, and which others can still read. */
export const decideHandOver = (
  state: AccessState,
  command: {
    readonly actor: PrincipalId
    readonly id: ConversationId
    readonly to: PrincipalId
  },
): Decision<Refusal> => {
  const { actor, id, to } = command
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const conversation = state.conversations.get(id)
  if (conversation?.organizationId !== state.organization.id || conversation.deleted) {
    return refused(noConversation)
  }
  const { ownerId } = conversation
  if (state.people.has(ownerId)) {
    return refused({ code: 'conflict', message: 'Its owner is a member. Only they can hand it on.' })
  }
  if (!isShared(state, conversation)) {
    return refused({
      code: 'conflict',
      message: 'Nobody else could read this conversation, so nobody is given it now.',
    })
  }
  const problem = problemWithHeir(state, { actor, leaver: ownerId, to, conversations: [conversation] })
  if (problem !== undefined) return refused({ code: 'invalid', message: problem, field: 'to' })
  return { kind: 'events', events: ownershipEvents(conversation, to) }
}

/** What somebody owns and has shared with anybody besides themselves and their bots. */
export const sharedConversationsOf = (state: AccessState, id: PrincipalId): ConversationAccess[] =>
  [...state.conversations.values()].filter(
    (conversation) =>
      conversation.ownerId === id &&
      conversation.organizationId === state.organization.id &&
      !conversation.deleted &&
      isShared(state, conversation),
  )

const isShared = (state: AccessState, { ownerId, grants }: ConversationAccess): boolean => {
  const own = new Set([ownerId, ...botsOf(state, ownerId)])
  return grants.some(({ subject }) => subject.kind !== 'person' || !own.has(subject.id))
}

/**
 * Being an admin gives no content: whoever administers cannot take for themselves what was not shared with them.
 */
const problemWithHeir = (
  state: AccessState,
  heir: {
    readonly actor: PrincipalId
    readonly leaver: PrincipalId
    readonly to: PrincipalId
    readonly conversations: readonly ConversationAccess[]
  },
): string | undefined => {
  const { actor, leaver, to, conversations } = heir
  const person = memberOf(state, to)
  if (person === undefined || person.suspended || to === leaver) {
    return 'Please choose an active member of your organization.'
  }
  if (to !== actor) return undefined
  const unseen = conversations.filter((conversation) => effectiveLevel(person, conversation) === 'none')
  return unseen.length === 0
    ? undefined
    : 'Some of them are not shared with you, and being an admin does not open them. Please choose somebody else.'
}

const memberOf = (
  state: AccessState,
  id: PrincipalId,
): Extract<OrganizationPerson, { kind: 'person' }> | undefined => {
  const found = state.people.get(id)
  return found?.kind === 'person' ? found : undefined
}

const isLastAdmin = (state: AccessState, id: PrincipalId): boolean =>
  isAdmin(state, id) && ![...state.people.keys()].some((other) => other !== id && isAdmin(state, other))

/** The invitations that somebody made or came by would let them in again under another name. */
const closedDoors = (state: AccessState, id: PrincipalId): AccessEvent[] =>
  [...state.invitations.values()]
    .filter(({ createdBy, joined }) => createdBy === id || joined.has(id))
    .map((invitation): AccessEvent => ({ type: 'invitation-revoked', id: invitation.id }))
