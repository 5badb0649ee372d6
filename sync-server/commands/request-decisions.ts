/** Asking the owner for access or for more of it, and the owner's answer: pure decisions. */
import { ASK_AGAIN_MILLISECONDS } from '../../shared/api-sharing.ts'
import type { RequestAnswer } from '../../shared/document/inbox.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { atLeast, type GrantLevel } from '../../shared/levels.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessRequest, AccessState, ConversationAccess, Decision } from '../access/access-store.ts'
import { effectiveLevel } from '../access/effective-access.ts'
import { grantTo, ownConversation } from './conversation-decisions.ts'
import { noConversation, type Refusal, refused } from './refusal.ts'

/**
 * A colleague may ask for any conversation of their organization that they have the address of: that it exists, its
 * address has told them already. The same wish again changes nothing and tells nobody; another one takes its place.
 */
export const decideRequestAccess = (
  state: AccessState,
  command: {
    readonly actor: PrincipalId
    readonly id: ConversationId
    readonly wanted: GrantLevel
    readonly message: string
    readonly at: number
  },
): Decision<Refusal> => {
  const { actor, id, wanted, message, at } = command
  const conversation = state.conversations.get(id)
  const who = state.people.get(actor)
  if (
    conversation === undefined ||
    conversation.organizationId !== state.organization.id ||
    conversation.deleted ||
    who?.kind !== 'person'
  ) {
    return refused(noConversation)
  }
  const level = effectiveLevel(who, conversation)
  if (atLeast(level, wanted)) {
    return refused({ code: 'conflict', message: 'You have this access already.', field: 'level' })
  }
  if (!state.people.has(conversation.ownerId)) {
    return refused({
      code: 'conflict',
      message: 'Whoever owns this conversation is no longer here. An admin can give it to somebody else.',
    })
  }
  const last = state.requests.find(
    (request) => request.conversationId === id && request.requesterId === actor,
  )
  if (last?.declinedAt !== undefined && at - last.declinedAt < ASK_AGAIN_MILLISECONDS) {
    return refused({
      code: 'conflict',
      message: 'You asked a short while ago, and the answer was: not now. You can ask again tomorrow.',
    })
  }
  const isTheSame = last?.declinedAt === undefined && last?.wanted === wanted && last.message === message
  if (isTheSame) return { kind: 'events', events: [] }
  const before = level === 'owner' ? 'none' : level
  const request = { requesterId: actor, wanted, message }
  return {
    kind: 'events',
    events: [
      { type: 'access-requested', conversationId: id, before, ...request },
      questionOf(conversation, conversation.ownerId, request),
    ],
  }
}

export const questionOf = (
  conversation: ConversationAccess,
  ownerId: PrincipalId,
  { requesterId, wanted, message }: Pick<AccessRequest, 'requesterId' | 'wanted' | 'message'>,
): AccessEvent => ({
  type: 'notified',
  userId: ownerId,
  conversationId: conversation.id,
  news: { kind: 'access-requested', by: requesterId, title: conversation.title, wanted, message },
})

/** Gives what the answer says, where that is more than they have, and tells them. */
export const decideAnswerRequest = (
  state: AccessState,
  command: {
    readonly actor: PrincipalId
    readonly id: ConversationId
    readonly requester: PrincipalId
    readonly answer: RequestAnswer
  },
): Decision<Refusal> => {
  const found = ownConversation(state, command, 'Only the owner can answer this.')
  if ('refusal' in found) return refused(found.refusal)
  const { conversation } = found
  const { actor, id, requester, answer } = command
  const request = state.requests.find(
    ({ conversationId, requesterId, declinedAt }) =>
      conversationId === id && requesterId === requester && declinedAt === undefined,
  )
  const who = state.people.get(requester)
  if (request === undefined || who === undefined) {
    return refused({ code: 'conflict', message: 'This was answered already, or is no longer asked.' })
  }
  const before = effectiveLevel(who, conversation)
  // To leave a viewer a viewer is to say not now.
  const given: RequestAnswer = answer !== 'none' && !atLeast(before, answer) ? answer : 'none'
  const maySee = given !== 'none' || before !== 'none'
  return {
    kind: 'events',
    events: [
      ...(given === 'none' ? [] : grantTo(conversation, { kind: 'person', id: requester }, given)),
      { type: 'access-request-answered', conversationId: id, requesterId: requester, answer: given },
      {
        type: 'notified',
        userId: requester,
        conversationId: id,
        news: {
          kind: 'request-answered',
          wanted: request.wanted,
          answer: given,
          ...(maySee ? { by: actor, title: conversation.title } : {}),
        },
      },
    ],
  }
}
