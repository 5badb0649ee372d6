/** Sharing with somebody who is no member yet: an invitation, and what it opens. Pure decisions. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel } from '../../shared/levels.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, Decision, InvitedGrant } from '../access/access-store.ts'
import { ownConversation } from './conversation-decisions.ts'
import { type Refusal, refused } from './refusal.ts'

/** Whoever is invited again gets a new link with the new level; the old one opens nothing any more. */
export const decideInvitePerson = (
  state: AccessState,
  command: {
    readonly actor: PrincipalId
    readonly id: ConversationId
    /** In lower case. */
    readonly email: string
    readonly level: GrantLevel
    readonly invitationId: string
    readonly secretHash: string
    readonly expiresAt: number
  },
): Decision<Refusal> => {
  const found = ownConversation(state, command, 'Only the owner can invite people to this conversation.')
  if ('refusal' in found) return refused(found.refusal)
  const { actor, id, email, level, invitationId, secretHash, expiresAt } = command
  const who = state.people.get(actor)
  if (who?.kind !== 'person' || who.role !== 'admin') {
    return refused({
      code: 'forbidden',
      message: 'Only admins can invite people who are not members yet. Please ask one of them.',
    })
  }
  const member = [...state.people.values()].find((one) => one.kind === 'person' && one.email === email)
  if (member !== undefined) {
    return refused({
      code: 'conflict',
      message: `${member.name} is a member already and can be added by name.`,
      field: 'email',
    })
  }
  const last = invitedTo(state, id, email)
  return {
    kind: 'events',
    events: [
      ...(last === undefined ? [] : takenBack(last)),
      { type: 'invitation-created', id: invitationId, role: 'member', secretHash, expiresAt, email },
      {
        type: 'invited-grant-changed',
        conversationId: id,
        email,
        invitationId,
        before: last?.level ?? 'none',
        after: level,
      },
    ],
  }
}

export const decideUninvitePerson = (
  state: AccessState,
  command: { readonly actor: PrincipalId; readonly id: ConversationId; readonly email: string },
): Decision<Refusal> => {
  const found = ownConversation(state, command, 'Only the owner can change who this is shared with.')
  if ('refusal' in found) return refused(found.refusal)
  const last = invitedTo(state, command.id, command.email)
  return { kind: 'events', events: last === undefined ? [] : takenBack(last) }
}

const invitedTo = (state: AccessState, id: ConversationId, email: string): InvitedGrant | undefined =>
  state.invited.find((invited) => invited.conversationId === id && invited.email === email)

/** The invitation was made for this conversation, and goes with it. */
const takenBack = ({ conversationId, email, invitationId, level }: InvitedGrant): AccessEvent[] => [
  { type: 'invited-grant-changed', conversationId, email, invitationId, before: level, after: 'none' },
  { type: 'invitation-revoked', id: invitationId },
]
