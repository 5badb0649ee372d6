/** Handing a conversation on, taking its deletion back, and making that final: pure decisions. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, ConversationAccess, Decision } from '../access/access-store.ts'
import { grantTo, ownConversation } from './conversation-decisions.ts'
import { noConversation, type Refusal, refused } from './refusal.ts'
import { questionOf } from './request-decisions.ts'

interface OnConversation {
  readonly actor: PrincipalId
  readonly id: ConversationId
}

/** The one before may collaborate from now on. What was asked of them is asked of the new owner. */
export const decideTransferOwnership = (
  state: AccessState,
  command: OnConversation & { readonly to: PrincipalId },
): Decision<Refusal> => {
  const found = ownConversation(state, command, 'Only the owner can hand this conversation on.')
  if ('refusal' in found) return refused(found.refusal)
  const { conversation } = found
  const { actor, to } = command
  if (to === conversation.ownerId) return { kind: 'events', events: [] }
  const heir = state.people.get(to)
  if (heir?.kind !== 'person' || heir.suspended) {
    return refused({
      code: 'invalid',
      message: 'Only an active member of your organization can own a conversation.',
      field: 'to',
    })
  }
  return {
    kind: 'events',
    events: [
      ...ownershipEvents(conversation, to),
      ...(state.people.get(actor)?.kind === 'person'
        ? grantTo(conversation, { kind: 'person', id: actor }, 'collaborate')
        : []),
      ...openQuestions(state, conversation, to),
    ],
  }
}

/** The conversation is somebody else's; a grant in their own name would say nothing any more. */
export const ownershipEvents = (conversation: ConversationAccess, to: PrincipalId): AccessEvent[] => [
  { type: 'ownership-transferred', conversationId: conversation.id, before: conversation.ownerId, after: to },
  ...grantTo(conversation, { kind: 'person', id: to }, 'none'),
]

const openQuestions = (
  state: AccessState,
  conversation: ConversationAccess,
  to: PrincipalId,
): AccessEvent[] =>
  state.requests
    .filter(
      ({ conversationId, requesterId, declinedAt }) =>
        conversationId === conversation.id && requesterId !== to && declinedAt === undefined,
    )
    .map((request) => questionOf(conversation, to, request))

export const decideRestoreConversation = (state: AccessState, command: OnConversation): Decision<Refusal> => {
  const found = deletedConversation(state, command)
  if (found === undefined) return refused(nothingDeleted)
  return { kind: 'events', events: [{ type: 'conversation-restored', id: command.id }] }
}

/** `actor` is the owner, or the server itself once the time is over. */
export const decidePurgeConversation = (
  state: AccessState,
  command: { readonly actor: PrincipalId | 'server'; readonly id: ConversationId },
): Decision<Refusal> => {
  const found = deletedConversation(state, command)
  if (found === undefined) return refused(nothingDeleted)
  return { kind: 'events', events: [{ type: 'conversation-purged', id: command.id }] }
}

const nothingDeleted: Refusal = {
  ...noConversation,
  message: 'There is no such conversation among those that you deleted.',
}

const deletedConversation = (
  state: AccessState,
  { actor, id }: { readonly actor: PrincipalId | 'server'; readonly id: ConversationId },
): ConversationAccess | undefined => {
  const conversation = state.conversations.get(id)
  if (conversation?.organizationId !== state.organization.id) return undefined
  if (!conversation.deleted || conversation.purged) return undefined
  return actor === 'server' || actor === conversation.ownerId ? conversation : undefined
}
