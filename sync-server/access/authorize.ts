/** The one place that decides who enters which room. Admins get no more than anybody else. */
import type { Room } from '../../shared/rooms.ts'
import type { AccessStore } from './access-store.ts'
import type { Authorization, Authorize } from './authorization.ts'
import { effectiveLevel, effectiveTalkLevel } from './effective-access.ts'
import type { Principal } from './principal.ts'

type AuthorizeStore = Pick<AccessStore, 'standing' | 'isOpen' | 'member'>

const UNKNOWN: Authorization = { allowed: false, reason: 'unknown' }
const FORBIDDEN: Authorization = { allowed: false, reason: 'forbidden' }

export const createAuthorize =
  ({ store }: { readonly store: AuthorizeStore }): Authorize =>
  async (principal, room) => {
    const may = await entitled(store, principal, room)
    return may.allowed ? withinScopes(principal, may) : may
  }

/** A program may at most what its token says. */
const withinScopes = (
  principal: Principal,
  may: Extract<Authorization, { allowed: true }>,
): Authorization => {
  if (principal.kind !== 'person' || principal.token === undefined) return may
  const { scopes } = principal.token
  if (!scopes.includes('read')) return UNKNOWN
  return scopes.includes('write') ? may : { allowed: true, level: 'view' }
}

const entitled = async (store: AuthorizeStore, principal: Principal, room: Room): Promise<Authorization> => {
  switch (room.kind) {
    case 'directory':
      // It says where people talk, and when; programs ask for their list by HTTP, where that is left out.
      if (principal.kind !== 'person' || principal.token !== undefined) return UNKNOWN
      return (await isOwn(store, principal, room)) ? { allowed: true, level: 'view' } : UNKNOWN
    case 'personal':
      // Drafts lie there, of the side talk too: what one has not said yet is for no program of one's own either.
      if (principal.kind !== 'person' || principal.token !== undefined) return UNKNOWN
      return (await isOwn(store, principal, room)) ? { allowed: true, level: 'owner' } : UNKNOWN
    case 'conversation': {
      if (principal.kind === 'agent') {
        return (await store.isOpen(room.id)) ? { allowed: true, level: 'collaborate' } : UNKNOWN
      }
      const standing = await store.standing(room.id, principal.id)
      if (standing === undefined || standing.conversation.deleted) return UNKNOWN
      const level = effectiveLevel(standing.who, standing.conversation)
      // A colleague who is refused may have had access before: 'forbidden' tells the client to drop its copy.
      return level === 'none' ? FORBIDDEN : { allowed: true, level }
    }
    case 'talk': {
      // For people themselves: no agent, no bot and no program of theirs learns that there is any.
      if (principal.kind !== 'person' || principal.token !== undefined) return UNKNOWN
      const standing = await store.standing(room.id, principal.id)
      if (standing === undefined || standing.conversation.deleted) return UNKNOWN
      const level = effectiveTalkLevel(standing.who, standing.conversation)
      return level === 'none' ? FORBIDDEN : { allowed: true, level }
    }
  }
}

/** Asks anew: who was taken out or suspended since they were let in has no room of their own either. */
const isOwn = async (
  store: Pick<AccessStore, 'member'>,
  principal: Principal,
  room: Extract<Room, { kind: 'directory' | 'personal' }>,
): Promise<boolean> =>
  principal.kind === 'person' &&
  principal.id === room.userId &&
  (await store.member(principal.id)) !== undefined
