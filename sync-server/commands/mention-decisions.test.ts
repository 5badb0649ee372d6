import { expect, it } from 'vitest'
import type { MessageId } from '../../shared/ids.ts'
import { accessState, everybody, person, talk, talkId, who } from '../../tests/helpers/access-state.ts'
import type { ConversationAccess, Mention } from '../access/access-store.ts'
import { decideTellMentioned } from './mention-decisions.ts'

const PLAN = talkId('plan')

/** Who is told of mentions of these, by Ana. */
const told = (
  place: Mention['place'],
  names: readonly string[],
  more: Partial<ConversationAccess> = {},
): readonly string[] => {
  const mentions = names.map((name) => ({
    conversationId: PLAN,
    place,
    messageId: 'message' as MessageId,
    userId: who(name),
    by: who('ana'),
  }))
  const grants = [
    [person('ben'), 'collaborate'],
    [person('bot'), 'collaborate'],
    [person('sue'), 'collaborate'],
    [everybody, 'view'],
  ] as const
  const state = accessState({
    people: { ana: [], ben: [], cleo: [], sue: [] },
    suspended: ['sue'],
    bots: { bot: 'ana' },
    talks: [talk('plan', 'ana', grants, more)],
    mentions,
  })
  const decision = decideTellMentioned(state, { id: PLAN })
  if (decision.kind === 'refused') throw new Error(decision.refusal.message)
  expect(decision.events.at(-1)).toEqual({ type: 'mentions-told', conversationId: PLAN })
  return decision.events.flatMap((event) => {
    if (event.type !== 'notified') return []
    expect(event.news).toEqual({ kind: 'mentioned', by: 'ana', title: 'plan', place, messageId: 'message' })
    return [event.userId]
  })
}

const ALL = ['ana', 'ben', 'cleo', 'sue', 'bot', 'banyan', 'nobody']

it('[TALK-6] told are people who may read it where it stands, and never oneself', () => {
  expect(told('conversation', ALL)).toEqual(['ben', 'cleo'])
  expect(told('talk', ALL)).toEqual(['ben'])
  expect(told('talk', ALL, { sideTalk: 'everybody' })).toEqual(['ben', 'cleo'])
  expect(told('conversation', ALL, { deleted: true })).toEqual([])
  expect(told('talk', ALL, { deleted: true, sideTalk: 'everybody' })).toEqual([])
})

it('[TALK-6] where nobody was mentioned nothing is done', () => {
  const state = accessState({ people: { ana: [] }, talks: [talk('plan', 'ana')] })
  expect(decideTellMentioned(state, { id: PLAN })).toEqual({ kind: 'events', events: [] })
})
