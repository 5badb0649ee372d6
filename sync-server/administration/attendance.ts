/**
 * Who was here when. Written down once in some minutes for each person, however often they call and however long
 * their pages stay connected.
 */
import type { PrincipalId } from '../../shared/ids.ts'
import type { Authenticate } from '../access/principal.ts'
import type { AdministrationStore } from './administration-store.ts'

export interface Attendance {
  /** The same door, with a note of who comes through it. */
  readonly watch: (authenticate: Authenticate) => Authenticate
  readonly saw: (id: PrincipalId) => void
}

export const SEEN_MILLISECONDS = 5 * 60_000

export const createAttendance = (deps: {
  readonly store: Pick<AdministrationStore, 'noteSeen'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onError: (error: unknown) => void
}): Attendance => {
  const { store, now, onError } = deps
  const notedAt = new Map<PrincipalId, number>()
  const saw = (id: PrincipalId): void => {
    const at = now()
    const noted = notedAt.get(id)
    if (noted !== undefined && at - noted < SEEN_MILLISECONDS) return
    notedAt.set(id, at)
    // A note that is lost harms nobody.
    store.noteSeen(id, at).catch(onError)
  }
  return {
    saw,
    watch: (authenticate) => async (headers) => {
      const principal = await authenticate(headers)
      if (principal?.kind === 'person') saw(principal.id)
      return principal
    },
  }
}
