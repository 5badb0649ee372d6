/**
 * What people are told after a change, and which open requests it has answered. Pure. Told are changes to one
 * conversation, not to groups and members: those touch many conversations at once, and lists show them.
 */
import type { News } from '../../shared/document/inbox.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { atLeast, type GrantLevel } from '../../shared/levels.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, ConversationAccess, OrganizationPerson, Scope } from '../access/access-store.ts'
import { type Access, effectiveAccess } from '../access/effective-access.ts'

export const newsOf = (change: {
  readonly before: AccessState
  readonly after: AccessState
  readonly actor: PrincipalId
  readonly scope: Scope['conversations']
  readonly events: readonly AccessEvent[]
}): readonly AccessEvent[] => {
  const { before, after, actor, scope, events } = change
  const answered = answeredByGrants(after)
  if (scope.kind !== 'one') return answered
  const then = before.conversations.get(scope.id)
  const now = after.conversations.get(scope.id)
  if (then === undefined || now === undefined || now.purged) return answered
  // Who asked is told the answer, which says it already.
  const told = new Set<PrincipalId>([actor])
  for (const event of events) {
    if (event.type === 'notified' && event.news.kind === 'request-answered') told.add(event.userId)
  }
  const news: AccessEvent[] = []
  for (const person of after.people.values()) {
    if (person.kind !== 'person' || told.has(person.id)) continue
    const was = accessOf(before.people.get(person.id), then)
    const item = newsFor({ by: actor, past: then, now, was, is: accessOf(person, now) })
    if (item !== undefined) {
      news.push({ type: 'notified', userId: person.id, conversationId: scope.id, news: item })
    }
  }
  return [...answered, ...news]
}

/** Requests whose wish has come true by a grant are answered by it. */
const answeredByGrants = (after: AccessState): readonly AccessEvent[] =>
  after.requests.flatMap(({ conversationId, requesterId, wanted }): AccessEvent[] => {
    const conversation = after.conversations.get(conversationId)
    if (conversation === undefined) return []
    const { level } = accessOf(after.people.get(requesterId), conversation)
    if (!atLeast(level, wanted)) return []
    const answer: GrantLevel = level === 'view' ? 'view' : 'collaborate'
    return [{ type: 'access-request-answered', conversationId, requesterId, answer }]
  })

const newsFor = (change: {
  readonly by: PrincipalId
  readonly past: ConversationAccess
  readonly now: ConversationAccess
  readonly was: Access
  readonly is: Access
}): News | undefined => {
  const { by, past, now, was, is } = change
  if (was.level === is.level) return undefined
  const { title } = now
  if (now.deleted) return { kind: 'deleted', by, title }
  if (past.deleted) return { kind: 'restored', by, title }
  if (is.level === 'none') return { kind: 'removed', by, title }
  if (is.level === 'owner') return { kind: 'became-owner', by, title }
  // A conversation that is opened to everybody appears in the lists; telling everybody would be noise.
  const isRise = !atLeast(was.level, is.level)
  if (isRise && is.reasons[0]?.kind === 'organization') return undefined
  if (was.level === 'none') return { kind: 'shared', by, title, level: is.level }
  return { kind: 'level-changed', by, title, before: was.level, level: is.level }
}

const NOTHING: Access = { level: 'none', reasons: [] }

const accessOf = (person: OrganizationPerson | undefined, conversation: ConversationAccess): Access =>
  person === undefined ? NOTHING : effectiveAccess(person, conversation, () => '')
