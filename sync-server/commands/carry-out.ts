/**
 * The way of every change of rights: a pure decision within one transaction of the store, then directories, then
 * those whose level really changed. Nothing awaits between the commit and the telling.
 */
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, talkRoom } from '../../shared/rooms.ts'
import type { AccessEvent } from '../access/access-events.ts'
import type { AccessState, AccessStore, Changed, Decision, Scope } from '../access/access-store.ts'
import { effectiveTalkLevel } from '../access/effective-access.ts'
import type { Directories } from '../directory/directories.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { changedLevels } from './changed-levels.ts'
import { newsOf } from './news.ts'
import { type Refusal, type Result, refused } from './refusal.ts'

/** Who commands: a person, or the server itself where its own time table says so. */
export interface Actor {
  readonly id: PrincipalId
  readonly organizationId: OrganizationId
}

export interface CarriedOut {
  readonly before: AccessState
  readonly after: AccessState
}

export type CarryOut = (
  actor: Actor,
  conversations: Scope['conversations'],
  decide: (state: AccessState) => Decision<Refusal>,
) => Promise<Result<CarriedOut>>

export interface CarryOutDeps {
  readonly store: Pick<AccessStore, 'change'>
  readonly rooms: Pick<Rooms, 'rightsChanged' | 'shut' | 'signedOut'>
  readonly directories: Pick<Directories, 'project' | 'inboxChanged'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export const createCarryOut = ({ store, rooms, directories, now }: CarryOutDeps): CarryOut => {
  const tell = ({ before, after }: CarriedOut): void => {
    const levels = changedLevels(before, after)
    const talkLevels = changedLevels(before, after, effectiveTalkLevel)
    directories.project(after, [...after.conversations.keys()])
    for (const [id, principals] of levels) {
      if (after.conversations.get(id)?.deleted === true) {
        rooms.shut(conversationRoom(id), 'This conversation was deleted.')
      } else {
        rooms.rightsChanged(conversationRoom(id), principals, 'Your access to this conversation has changed.')
      }
    }
    for (const [id, principals] of talkLevels) {
      if (after.conversations.get(id)?.deleted === true) {
        rooms.shut(talkRoom(id), 'This conversation was deleted.')
      } else rooms.rightsChanged(talkRoom(id), principals, 'Your access to this side talk has changed.')
    }
    for (const { id, suspended } of before.people.values()) {
      if (!suspended && after.people.get(id)?.suspended !== false) rooms.signedOut({ principalId: id })
    }
  }

  return async (actor, conversations, decide) => {
    const changed: Changed<Refusal> = await store.change(
      { scope: { organizationId: actor.organizationId, conversations }, actor: actor.id, at: now() },
      // Who was suspended while their request was under way commands nothing any more.
      (state) => (state.people.get(actor.id)?.suspended === true ? refused(suspendedActor) : decide(state)),
      (before, after, events) => newsOf({ before, after, actor: actor.id, scope: conversations, events }),
    )
    if (changed.kind === 'refused') return { ok: false, refusal: changed.refusal }
    const { before, after, events } = changed
    if (before === after) return { ok: true, value: changed }
    tell(changed)
    // Answers come once one's own pages can know.
    await Promise.all([...inboxesOf(events, after)].map((id) => directories.inboxChanged(id)))
    return { ok: true, value: changed }
  }
}

/** Whose inbox says something else now. */
const inboxesOf = (events: readonly AccessEvent[], after: AccessState): ReadonlySet<PrincipalId> => {
  const ids = new Set<PrincipalId>()
  const owner = (id: Parameters<AccessState['conversations']['get']>[0]) => {
    const found = after.conversations.get(id)
    if (found !== undefined) ids.add(found.ownerId)
  }
  for (const event of events) {
    switch (event.type) {
      case 'notified':
        ids.add(event.userId)
        break
      case 'conversation-deleted':
      case 'conversation-restored':
      case 'conversation-purged':
        owner(event.id)
        break
      case 'ownership-transferred':
        ids.add(event.before).add(event.after)
        break
      case 'access-requested':
      case 'access-request-answered':
        ids.add(event.requesterId)
        owner(event.conversationId)
        break
      case 'conversation-created':
      case 'grant-changed':
      case 'side-talk-changed':
      case 'mentions-told':
      case 'group-created':
      case 'group-renamed':
      case 'group-deleted':
      case 'group-member-added':
      case 'group-member-removed':
      case 'invitation-created':
      case 'invitation-revoked':
      case 'invited-grant-changed':
      case 'role-changed':
      case 'member-suspended':
      case 'member-unsuspended':
      case 'member-removed':
      case 'bot-created':
      case 'bot-deleted':
        break
    }
  }
  return ids
}

const suspendedActor: Refusal = { code: 'forbidden', message: 'Your account is suspended.' }

export const withoutValue = (result: Result<unknown>): Result<undefined> =>
  result.ok ? { ok: true, value: undefined } : result
