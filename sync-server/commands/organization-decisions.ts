/** Groups, invitations and bots: pure decisions over the state of access. */
import type { GroupId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, ConversationAccess, Decision, Role } from '../access/access-store.ts'
import { adminsOnly, type Refusal, refused } from './refusal.ts'

interface ByActor {
  readonly actor: PrincipalId
}

/** Whoever is suspended administers nothing. */
export const isAdmin = (state: AccessState, id: PrincipalId): boolean => {
  const person = state.people.get(id)
  return person?.kind === 'person' && person.role === 'admin' && !person.suspended
}

const noGroup: Refusal = { code: 'not-found', message: 'There is no such group.' }

export const MAX_BOTS = 50

export const decideCreateGroup = (
  state: AccessState,
  { actor, id, name }: ByActor & { readonly id: GroupId; readonly name: string },
): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  if (isTaken(state, name)) return refused(nameTaken)
  return { kind: 'events', events: [{ type: 'group-created', id, name }] }
}

/** Needs every conversation shared with the group: lists say its name. */
export const decideRenameGroup = (
  state: AccessState,
  { actor, id, name }: ByActor & { readonly id: GroupId; readonly name: string },
): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  const group = state.groups.get(id)
  if (group === undefined) return refused(noGroup)
  if (group.name === name) return { kind: 'events', events: [] }
  if (isTaken(state, name, id)) return refused(nameTaken)
  return { kind: 'events', events: [{ type: 'group-renamed', id, name }] }
}

const isTaken = (state: AccessState, name: string, except?: GroupId): boolean =>
  [...state.groups.values()].some(
    (group) => group.id !== except && group.name.toLocaleLowerCase() === name.toLocaleLowerCase(),
  )

const nameTaken: Refusal = {
  code: 'conflict',
  message: 'There is a group of this name already.',
  field: 'name',
}

/** Needs every conversation shared with the group: those grants go with it. */
export const decideDeleteGroup = (
  state: AccessState,
  { actor, id }: ByActor & { readonly id: GroupId },
): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  if (!state.groups.has(id)) return refused(noGroup)
  return {
    kind: 'events',
    events: [
      ...revokedGrants(state, (subject) => subject.kind === 'group' && subject.id === id),
      { type: 'group-deleted', id },
    ],
  }
}

export const decideChangeGroupMembers = (
  state: AccessState,
  command: ByActor & {
    readonly id: GroupId
    readonly add: readonly PrincipalId[]
    readonly remove: readonly PrincipalId[]
  },
): Decision<Refusal> => {
  const { actor, id: groupId } = command
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  if (!state.groups.has(groupId)) return refused(noGroup)
  const events: AccessEvent[] = []
  for (const [index, userId] of command.add.entries()) {
    const person = state.people.get(userId)
    if (person?.kind !== 'person') {
      return refused({
        code: 'invalid',
        message: 'Only members of your organization can be in a group.',
        field: `add.${index}`,
      })
    }
    if (command.remove.includes(userId)) {
      return refused({
        code: 'invalid',
        message: 'This person is to be added and to be removed.',
        field: `add.${index}`,
      })
    }
    if (!person.groupIds.has(groupId) && command.add.indexOf(userId) === index) {
      events.push({ type: 'group-member-added', groupId, userId })
    }
  }
  for (const userId of new Set(command.remove)) {
    const person = state.people.get(userId)
    if (person?.kind === 'person' && person.groupIds.has(groupId)) {
      events.push({ type: 'group-member-removed', groupId, userId })
    }
  }
  return { kind: 'events', events }
}

export const decideCreateInvitation = (
  state: AccessState,
  command: ByActor & {
    readonly id: string
    readonly role: Role
    readonly secretHash: string
    readonly expiresAt: number
    readonly email?: string | undefined
  },
): Decision<Refusal> => {
  const { actor, ...invitation } = command
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  return { kind: 'events', events: [{ type: 'invitation-created', ...invitation }] }
}

export const decideRevokeInvitation = (
  state: AccessState,
  { actor, id }: ByActor & { readonly id: string },
): Decision<Refusal> => {
  if (!isAdmin(state, actor)) return refused(adminsOnly)
  if (!state.invitations.has(id)) {
    return refused({ code: 'not-found', message: 'There is no such invitation any more.' })
  }
  return { kind: 'events', events: [{ type: 'invitation-revoked', id }] }
}

export const decideCreateBot = (
  state: AccessState,
  command: ByActor & { readonly id: PrincipalId; readonly name: string; readonly tokenHash: string },
): Decision<Refusal> => {
  const { actor, ...bot } = command
  if (botsOf(state, actor).length >= MAX_BOTS) {
    return refused({
      code: 'conflict',
      message: `You have ${MAX_BOTS} bots already. Please delete one first.`,
    })
  }
  return { kind: 'events', events: [{ type: 'bot-created', ...bot }] }
}

/** A bot is its maker's to delete, and any admin's. Needs the conversations shared with it. */
export const decideDeleteBot = (
  state: AccessState,
  { actor, id }: ByActor & { readonly id: PrincipalId },
): Decision<Refusal> => {
  const bot = state.people.get(id)
  if (bot?.kind !== 'bot') return refused({ code: 'not-found', message: 'There is no such bot.' })
  if (bot.createdBy !== actor && !isAdmin(state, actor)) {
    return refused({
      code: 'forbidden',
      message: 'Only the person who made a bot, or an admin, can delete it.',
    })
  }
  return {
    kind: 'events',
    events: [
      ...revokedGrants(state, (subject) => subject.kind === 'person' && subject.id === id),
      { type: 'bot-deleted', id },
    ],
  }
}

export const botsOf = (state: AccessState, maker: PrincipalId): PrincipalId[] =>
  [...state.people.values()].flatMap((person) =>
    person.kind === 'bot' && person.createdBy === maker ? [person.id] : [],
  )

export const revokedGrants = (
  state: AccessState,
  matches: (subject: ConversationAccess['grants'][number]['subject']) => boolean,
): AccessEvent[] =>
  [...state.conversations.values()].flatMap(({ id, grants }) =>
    grants
      .filter(({ subject }) => matches(subject))
      .map(
        ({ subject, level }): AccessEvent => ({
          type: 'grant-changed',
          conversationId: id,
          subject,
          before: level,
          after: 'none',
        }),
      ),
  )
