/** The one place that decides who enters which room. Admins get no more than anybody else. */
import type { Room } from '../../shared/rooms.ts'
import type { AccessStore } from './access-store.ts'
import type { Authorization, Authorize } from './authorization.ts'
import { effectiveLevel } from './effective-access.ts'
import type { Principal } from './principal.ts'

const UNKNOWN: Authorization = { allowed: false, reason: 'unknown' }

export const createAuthorize =
  ({ store }: { readonly store: Pick<AccessStore, 'standing' | 'isOpen' | 'member'> }): Authorize =>
  async (principal, room) => {
    switch (room.kind) {
      case 'directory':
        return (await isOwn(store, principal, room)) ? { allowed: true, level: 'view' } : UNKNOWN
      case 'personal':
        return (await isOwn(store, principal, room)) ? { allowed: true, level: 'owner' } : UNKNOWN
      case 'conversation': {
        if (principal.kind === 'agent') {
          return (await store.isOpen(room.id)) ? { allowed: true, level: 'collaborate' } : UNKNOWN
        }
        const standing = await store.standing(room.id, principal.id)
        if (standing === undefined || standing.conversation.deleted) return UNKNOWN
        const level = effectiveLevel(standing.who, standing.conversation)
        // A colleague who is refused may have had access before: 'forbidden' tells the client to drop its copy.
        return level === 'none' ? { allowed: false, reason: 'forbidden' } : { allowed: true, level }
      }
    }
  }

/** Asks anew: who was taken out or suspended since they were let in has no room of their own either. */
const isOwn = async (
  store: Pick<AccessStore, 'member'>,
  principal: Principal,
  room: Exclude<Room, { kind: 'conversation' }>,
): Promise<boolean> =>
  principal.kind === 'person' &&
  principal.id === room.userId &&
  (await store.member(principal.id)) !== undefined
