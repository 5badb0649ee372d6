/** Whose level really changed between two states of access: they are told, and nobody else. Pure. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import type { AccessState, ConversationAccess, OrganizationPerson } from '../access/access-store.ts'
import { effectiveLevel } from '../access/effective-access.ts'

/**
 * Principals whose effective level in a conversation, or in its side talk, differs, by conversation; unaffected ones
 * are left out.
 */
export const changedLevels = (
  before: AccessState,
  after: AccessState,
  effective: (person: OrganizationPerson, conversation: ConversationAccess) => Level = effectiveLevel,
): Map<ConversationId, ReadonlySet<PrincipalId>> => {
  const changed = new Map<ConversationId, ReadonlySet<PrincipalId>>()
  // Where neither rights nor standing differ, levels cannot: only what moved is compared.
  const moved = [...new Set([...before.people.keys(), ...after.people.keys()])].filter(
    (id) => !hasSameStanding(before.people.get(id), after.people.get(id)),
  )
  const levelIn = (person: OrganizationPerson | undefined, conversation: ConversationAccess | undefined) =>
    person === undefined || conversation === undefined ? 'none' : effective(person, conversation)
  const everybody = [...new Set([...before.people.keys(), ...after.people.keys()])]
  for (const id of new Set([...before.conversations.keys(), ...after.conversations.keys()])) {
    const then = before.conversations.get(id)
    const now = after.conversations.get(id)
    const candidates = hasSameRights(then, now) ? moved : everybody
    const affected = candidates.filter(
      (person) => levelIn(before.people.get(person), then) !== levelIn(after.people.get(person), now),
    )
    if (affected.length > 0) changed.set(id, new Set(affected))
  }
  return changed
}

const hasSameRights = (a: ConversationAccess | undefined, b: ConversationAccess | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.ownerId === b.ownerId &&
  a.deleted === b.deleted &&
  a.sharingVersion === b.sharingVersion

const hasSameStanding = (a: OrganizationPerson | undefined, b: OrganizationPerson | undefined): boolean => {
  if (a?.suspended !== b?.suspended) return false
  if (a?.kind !== 'person' || b?.kind !== 'person') return a?.kind === b?.kind
  return a.groupIds.size === b.groupIds.size && [...a.groupIds].every((id) => b.groupIds.has(id))
}
