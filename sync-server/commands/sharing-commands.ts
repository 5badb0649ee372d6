/** Ownership, deleted conversations, requests for access, people who are to be invited, mentions: each command is a pure decision, carried out. */
import type { RequestAnswer } from '../../shared/document/inbox.ts'
import { type ConversationId, ID_BYTES, idFromBytes, type PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel } from '../../shared/levels.ts'
import { conversationRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { SERVER_ACTOR } from '../access/access-events.ts'
import { hashSecret, newSecret, type RandomBytes } from '../access/secrets.ts'
import { GRACE_MILLISECONDS, type SharingStore } from '../access/sharing-store.ts'
import type { Directories } from '../directory/directories.ts'
import { type Actor, type CarryOutDeps, createCarryOut, withoutValue } from './carry-out.ts'
import { INVITATION_MILLISECONDS } from './commands.ts'
import { decideInvitePerson, decideUninvitePerson } from './invite-decisions.ts'
import { decideTellMentioned } from './mention-decisions.ts'
import {
  decidePurgeConversation,
  decideRestoreConversation,
  decideTransferOwnership,
} from './ownership-decisions.ts'
import type { Result } from './refusal.ts'
import { decideAnswerRequest, decideRequestAccess } from './request-decisions.ts'

type Outcome = Promise<Result<undefined>>

export interface SharingCommands {
  readonly transferOwnership: (actor: Actor, id: ConversationId, to: PrincipalId) => Outcome
  readonly restoreConversation: (actor: Actor, id: ConversationId) => Outcome
  /** Deletes a deleted conversation for good, before its time. */
  readonly purgeConversation: (actor: Actor, id: ConversationId) => Outcome
  readonly requestAccess: (
    actor: Actor,
    id: ConversationId,
    wish: { readonly level: GrantLevel; readonly message: string },
  ) => Outcome
  readonly answerRequest: (
    actor: Actor,
    id: ConversationId,
    answer: { readonly requester: PrincipalId; readonly level: RequestAnswer },
  ) => Outcome
  /** Makes an invitation for one person who is no member yet, and shares with them from when they join by it. */
  readonly invitePerson: (
    actor: Actor,
    id: ConversationId,
    who: { readonly email: string; readonly level: GrantLevel },
  ) => Promise<Result<InvitedPerson>>
  readonly uninvitePerson: (actor: Actor, id: ConversationId, email: string) => Outcome
  readonly markRead: (actor: Actor, ids: readonly string[] | 'all') => Promise<void>
  readonly clearNotifications: (actor: Actor, ids: readonly string[] | 'all') => Promise<void>
  /** Tells whoever was mentioned and was not told yet. To be called when somebody was, and at the start. */
  readonly tellMentioned: () => Promise<void>
  /** Purges what was deleted so long ago that it cannot be restored any more. To be called once in a while. */
  readonly purgeDeleted: () => Promise<void>
}

export interface InvitedPerson {
  readonly email: string
  /** Only known now: the store keeps its hash. */
  readonly secret: string
  readonly expiresAt: number
  /** The name of the organization that they are invited to. */
  readonly organization: string
}

/** The rest waits for the next time: nobody notices an hour of thirty days. */
const PURGED_AT_ONCE = 200

export const createSharingCommands = (
  deps: CarryOutDeps & {
    readonly sharing: SharingStore
    readonly directories: Pick<Directories, 'inboxChanged'>
    readonly randomBytes: RandomBytes
    /** Takes a document away for good, wherever it is stored. */
    readonly removeDocument: (room: RoomName) => Promise<void>
  },
): SharingCommands => {
  const { sharing, directories, removeDocument, randomBytes, now } = deps
  const carryOut = createCarryOut(deps)

  const removeContent = async (id: ConversationId): Promise<void> => {
    for (const room of [conversationRoom(id), talkRoom(id)]) await removeDocument(room)
    await sharing.contentRemoved(id, now())
  }

  return {
    transferOwnership: async (actor, id, to) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideTransferOwnership(state, { actor: actor.id, id, to }),
        ),
      ),

    restoreConversation: async (actor, id) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideRestoreConversation(state, { actor: actor.id, id }),
        ),
      ),

    purgeConversation: async (actor, id) => {
      const done = await carryOut(actor, { kind: 'one', id }, (state) =>
        decidePurgeConversation(state, { actor: actor.id, id }),
      )
      // What fails here is found again by `purgeDeleted`.
      if (done.ok) await removeContent(id)
      return withoutValue(done)
    },

    requestAccess: async (actor, id, { level, message }) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideRequestAccess(state, { actor: actor.id, id, wanted: level, message, at: now() }),
        ),
      ),

    answerRequest: async (actor, id, { requester, level }) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideAnswerRequest(state, { actor: actor.id, id, requester, answer: level }),
        ),
      ),

    invitePerson: async (actor, id, { email: given, level }) => {
      const email = given.toLowerCase()
      const secret = newSecret(randomBytes)
      const expiresAt = now() + INVITATION_MILLISECONDS
      const invitation = {
        invitationId: idFromBytes<PrincipalId>(randomBytes(ID_BYTES)),
        secretHash: hashSecret(secret),
        expiresAt,
      }
      const done = await carryOut(actor, { kind: 'one', id }, (state) =>
        decideInvitePerson(state, { actor: actor.id, id, email, level, ...invitation }),
      )
      if (!done.ok) return done
      return {
        ok: true,
        value: { email, secret, expiresAt, organization: done.value.after.organization.name },
      }
    },

    uninvitePerson: async (actor, id, email) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideUninvitePerson(state, { actor: actor.id, id, email: email.toLowerCase() }),
        ),
      ),

    markRead: async (actor, ids) => {
      await sharing.markRead(actor.id, ids, now())
      await directories.inboxChanged(actor.id)
    },

    clearNotifications: async (actor, ids) => {
      await sharing.clear(actor.id, ids)
      await directories.inboxChanged(actor.id)
    },

    tellMentioned: async () => {
      for (const { id, organizationId } of await sharing.untoldMentions()) {
        await carryOut({ id: SERVER_ACTOR, organizationId }, { kind: 'one', id }, (state) =>
          decideTellMentioned(state, { id }),
        )
      }
    },

    purgeDeleted: async () => {
      const due = await sharing.deletedUntil(now() - GRACE_MILLISECONDS)
      for (const { id, organizationId } of due.slice(0, PURGED_AT_ONCE)) {
        await carryOut({ id: SERVER_ACTOR, organizationId }, { kind: 'one', id }, (state) =>
          decidePurgeConversation(state, { actor: 'server', id }),
        )
      }
      // One whose content cannot be removed now keeps no other one, and is found again.
      const left = await sharing.purgedWithContent()
      const removed = await Promise.allSettled(left.slice(0, PURGED_AT_ONCE).map(removeContent))
      for (const one of removed) if (one.status === 'rejected') throw one.reason
    },
  }
}
