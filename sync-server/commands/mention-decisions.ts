/** Who is told that they were mentioned: people who may read it where it stands, once a message. A pure decision. */
import type { ConversationId } from '../../shared/ids.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, ConversationAccess, Decision, Mention } from '../access/access-store.ts'
import { effectiveLevel, effectiveTalkLevel } from '../access/effective-access.ts'
import type { Refusal } from './refusal.ts'

export const decideTellMentioned = (
  state: AccessState,
  { id }: { readonly id: ConversationId },
): Decision<Refusal> => {
  const conversation = state.conversations.get(id)
  if (conversation === undefined || state.mentions.length === 0) return { kind: 'events', events: [] }
  const told = state.mentions
    .filter((mention) => mayKnow(state, conversation, mention))
    .map(({ userId, by, place, messageId }): AccessEvent => {
      const news = { kind: 'mentioned', by, title: conversation.title, place, messageId } as const
      return { type: 'notified', userId, conversationId: id, news }
    })
  return { kind: 'events', events: [...told, { type: 'mentions-told', conversationId: id }] }
}

const mayKnow = (
  state: AccessState,
  conversation: ConversationAccess,
  { userId, by, place }: Mention,
): boolean => {
  const who = state.people.get(userId)
  if (who?.kind !== 'person' || userId === by) return false
  const level = place === 'talk' ? effectiveTalkLevel(who, conversation) : effectiveLevel(who, conversation)
  return level !== 'none'
}
