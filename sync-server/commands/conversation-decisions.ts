/** Creating, deleting and sharing a conversation: pure decisions over the state of access. */
import type { ChangeSharing, SharingSubject } from '../../shared/api.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel, SideTalk } from '../../shared/levels.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, ConversationAccess, Decision } from '../access/access-store.ts'
import { effectiveLevel } from '../access/effective-access.ts'
import { noConversation, type Refusal, refused } from './refusal.ts'

export const decideCreateConversation = (
  state: AccessState,
  command: { readonly actor: PrincipalId; readonly id: ConversationId; readonly title: string },
): Decision<Refusal> => {
  const { actor, id, title } = command
  const existing = state.conversations.get(id)
  // Asked again because the first answer got lost: it is done already.
  if (existing !== undefined && !existing.deleted && existing.ownerId === actor) {
    return { kind: 'events', events: [] }
  }
  if (existing !== undefined) {
    return refused({ code: 'conflict', message: 'This id is taken. Please choose another one.', field: 'id' })
  }
  return { kind: 'events', events: [{ type: 'conversation-created', id, ownerId: actor, title }] }
}

export const decideDeleteConversation = (
  state: AccessState,
  command: { readonly actor: PrincipalId; readonly id: ConversationId },
): Decision<Refusal> => {
  const found = ownConversation(state, command, 'Only the owner can delete this conversation.')
  if ('refusal' in found) return refused(found.refusal)
  return { kind: 'events', events: [{ type: 'conversation-deleted', id: command.id }] }
}

export const decideChangeSharing = (
  state: AccessState,
  command: { readonly actor: PrincipalId; readonly id: ConversationId } & ChangeSharing,
): Decision<Refusal> => {
  const found = ownConversation(
    state,
    command,
    'Only the owner can change who this conversation is shared with.',
  )
  if ('refusal' in found) return refused(found.refusal)
  const { conversation } = found
  if (conversation.sharingVersion !== command.version) {
    return refused({
      code: 'conflict',
      message: 'Sharing was changed in the meantime. Please look at it again.',
      field: 'version',
    })
  }
  const events = new Map<string, AccessEvent>()
  for (const [index, { subject, level }] of command.changes.entries()) {
    const before = levelOf(conversation, subject)
    // Taking away is always possible, also from somebody who has left meanwhile.
    const problem = level === 'none' ? undefined : problemWith(state, conversation, subject)
    if (problem !== undefined) {
      return refused({ code: 'invalid', message: problem, field: `changes.${index}.subject` })
    }
    // Of two changes for the same subject, the later one counts.
    const key = keyOf(subject)
    events.delete(key)
    if (before !== level) {
      events.set(key, {
        type: 'grant-changed',
        conversationId: conversation.id,
        subject,
        before,
        after: level,
      })
    }
  }
  const { sideTalk = conversation.sideTalk } = command
  return { kind: 'events', events: [...events.values(), ...sideTalkTo(conversation, sideTalk)] }
}

const sideTalkTo = ({ id, sideTalk: before }: ConversationAccess, after: SideTalk): AccessEvent[] =>
  before === after ? [] : [{ type: 'side-talk-changed', conversationId: id, before, after }]

/** The conversation, where the actor owns it; what they are told otherwise depends on whether they may see it. */
export const ownConversation = (
  state: AccessState,
  { actor, id }: { readonly actor: PrincipalId; readonly id: ConversationId },
  otherwise: string,
): { readonly conversation: ConversationAccess } | { readonly refusal: Refusal } => {
  const conversation = state.conversations.get(id)
  const who = state.people.get(actor)
  if (
    conversation === undefined ||
    conversation.organizationId !== state.organization.id ||
    who === undefined
  ) {
    return { refusal: noConversation }
  }
  switch (effectiveLevel(who, conversation)) {
    case 'none':
      return { refusal: noConversation }
    case 'view':
    case 'collaborate':
      return { refusal: { code: 'forbidden', message: otherwise } }
    case 'owner':
      return { conversation }
  }
}

const keyOf = (subject: SharingSubject): string =>
  subject.kind === 'organization' ? subject.kind : `${subject.kind}:${subject.id}`

/** The event that gives a subject this level, where it has another one. */
export const grantTo = (
  conversation: ConversationAccess,
  subject: SharingSubject,
  after: GrantLevel | 'none',
): AccessEvent[] => {
  const before = levelOf(conversation, subject)
  if (before === after) return []
  return [{ type: 'grant-changed', conversationId: conversation.id, subject, before, after }]
}

const levelOf = (conversation: ConversationAccess, subject: SharingSubject): GrantLevel | 'none' =>
  conversation.grants.find((grant) => keyOf(grant.subject) === keyOf(subject))?.level ?? 'none'

const problemWith = (
  state: AccessState,
  conversation: ConversationAccess,
  subject: SharingSubject,
): string | undefined => {
  switch (subject.kind) {
    case 'organization':
      return undefined
    case 'group':
      return state.groups.has(subject.id) ? undefined : 'There is no such group any more.'
    case 'person':
      if (subject.id === conversation.ownerId) return 'The owner has every right already.'
      return state.people.has(subject.id) ? undefined : 'This person is not a member of your organization.'
  }
}
