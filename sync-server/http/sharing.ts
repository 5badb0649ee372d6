/** Who has access to a conversation and why, as the share dialog shows it. Pure. */
import type { Group, Sharing } from '../../shared/api.ts'
import type { GroupId, PrincipalId } from '../../shared/ids.ts'
import { LEVELS } from '../../shared/levels.ts'
import type { AccessState, ConversationAccess, OrganizationPerson } from '../access/access-store.ts'
import { effectiveAccess } from '../access/effective-access.ts'
import { personById, personOf } from './people.ts'

/** Made once: comparing without it makes one for each pair. */
const byName = new Intl.Collator().compare

/** `undefined` where the viewer has no access, and so nothing to know. */
export const sharingFor = (
  state: AccessState,
  conversation: ConversationAccess,
  viewer: PrincipalId,
): Sharing | undefined => {
  const groupName = (id: GroupId): string => state.groups.get(id)?.name ?? ''
  const access = [...state.people.values()]
    .map((person) => ({ person, ...effectiveAccess(person, conversation, groupName) }))
    .flatMap(({ person, level, reasons }) =>
      level === 'none' ? [] : [{ person: personOf(person), level, reasons: [...reasons] }],
    )
    .sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || byName(a.person.name, b.person.name))
  const yourLevel = access.find(({ person }) => person.id === viewer)?.level
  if (yourLevel === undefined) return undefined

  const organization = conversation.grants.find(({ subject }) => subject.kind === 'organization')
  return {
    conversationId: conversation.id,
    version: conversation.sharingVersion,
    owner: personById(state, conversation.ownerId),
    yourLevel,
    organization: {
      name: state.organization.name,
      memberCount: [...state.people.values()].filter(({ kind }) => kind === 'person').length,
      level: organization?.level ?? 'none',
    },
    sideTalk: conversation.sideTalk,
    groups: conversation.grants.flatMap(({ subject, level }) => {
      const group = subject.kind === 'group' ? groupFor(state, subject.id, viewer) : undefined
      return group === undefined ? [] : [{ ...group, level }]
    }),
    people: conversation.grants.flatMap(({ subject, level }) => {
      const person = subject.kind === 'person' ? state.people.get(subject.id) : undefined
      return person === undefined ? [] : [{ ...personOf(person), level }]
    }),
    access,
    ...(yourLevel === 'owner' ? waitingFor(state, conversation) : {}),
  }
}

/** Who waits for the owner, and for whom the owner waits. */
const waitingFor = (
  state: AccessState,
  { id }: ConversationAccess,
): Required<Pick<Sharing, 'requests' | 'invited'>> => ({
  requests: state.requests.flatMap(({ conversationId, requesterId, declinedAt, ...request }) => {
    const person = state.people.get(requesterId)
    return conversationId !== id || declinedAt !== undefined || person === undefined
      ? []
      : [{ person: personOf(person), ...request }]
  }),
  invited: state.invited.flatMap(({ conversationId, email, level, invitedAt, expiresAt }) =>
    conversationId === id ? [{ email, level, invitedAt, expiresAt }] : [],
  ),
})

/** A group as this viewer may see it: who is in it is for its members and for admins. */
export const groupFor = (state: AccessState, id: GroupId, viewer: PrincipalId): Group | undefined => {
  const group = state.groups.get(id)
  if (group === undefined) return undefined
  const memberIds = [...state.people.values()].filter((person) => isIn(person, id)).map((person) => person.id)
  const who = state.people.get(viewer)
  const maySee = who?.kind === 'person' && (who.role === 'admin' || who.groupIds.has(id))
  return { id, name: group.name, memberCount: memberIds.length, ...(maySee ? { memberIds } : {}) }
}

const isIn = (person: OrganizationPerson, id: GroupId): boolean =>
  person.kind === 'person' && person.groupIds.has(id)
