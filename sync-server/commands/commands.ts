/** Conversations, groups, members and bots: each command is a pure decision, carried out. Nothing here decides. */
import * as Y from 'yjs'
import type { ChangeSharing, Fork, LeftBehind } from '../../shared/api.ts'
import {
  conversationRoots,
  forkConversation,
  noteAbsence,
  noteFile,
  readMessages,
  rebuildConversation,
  seedConversation,
} from '../../shared/document/index.ts'
import type { ConversationId, GroupId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import { ID_BYTES, idFromBytes } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import type { Role } from '../access/access-store.ts'
import { BOT_TOKEN_PREFIX, hashSecret, newSecret, type RandomBytes } from '../access/secrets.ts'
import type { Directories } from '../directory/directories.ts'
import type { Files } from '../files/files.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { type Actor, type CarryOutDeps, createCarryOut, withoutValue } from './carry-out.ts'
import {
  decideChangeSharing,
  decideCreateConversation,
  decideDeleteConversation,
} from './conversation-decisions.ts'
import {
  decideChangeGroupMembers,
  decideCreateBot,
  decideCreateGroup,
  decideCreateInvitation,
  decideDeleteBot,
  decideDeleteGroup,
  decideRenameGroup,
  decideRevokeInvitation,
} from './organization-decisions.ts'
import type { Result } from './refusal.ts'

type Outcome<Value = undefined> = Promise<Result<Value>>

export interface Commands {
  readonly createConversation: (
    actor: Actor,
    command: { readonly id?: ConversationId | undefined; readonly title: string },
  ) => Outcome<ConversationId>
  /**
   * A conversation of one's own that begins with a path of another, with the files that are named there. That one may
   * read it is asked before.
   */
  readonly forkConversation: (actor: Actor, source: ConversationId, fork: Fork) => Outcome<ForkedConversation>
  readonly deleteConversation: (actor: Actor, id: ConversationId) => Outcome
  readonly changeSharing: (actor: Actor, id: ConversationId, change: ChangeSharing) => Outcome
  readonly createGroup: (actor: Actor, name: string) => Outcome<GroupId>
  readonly renameGroup: (actor: Actor, id: GroupId, name: string) => Outcome
  readonly deleteGroup: (actor: Actor, id: GroupId) => Outcome
  readonly changeGroupMembers: (
    actor: Actor,
    id: GroupId,
    change: { readonly add: readonly PrincipalId[]; readonly remove: readonly PrincipalId[] },
  ) => Outcome
  /** One with an address lets in one person; it is sent by whoever asked for it. */
  readonly createInvitation: (actor: Actor, role: Role, email?: string) => Outcome<NewInvitation>
  readonly revokeInvitation: (actor: Actor, id: string) => Outcome
  /** The token is only known now: the store keeps its hash. */
  readonly createBot: (
    actor: Actor,
    name: string,
  ) => Outcome<{ readonly id: PrincipalId; readonly createdAt: number; readonly token: string }>
  readonly deleteBot: (actor: Actor, id: PrincipalId) => Outcome
}

export interface ForkedConversation {
  readonly id: ConversationId
  /** Files that could not come along, by name. */
  readonly leftBehind: readonly LeftBehind[]
}

export interface NewInvitation {
  readonly id: string
  readonly role: Role
  readonly createdAt: number
  readonly expiresAt: number
  /** Only known now: the store keeps its hash. */
  readonly secret: string
}

export const INVITATION_MILLISECONDS = 7 * 24 * 60 * 60 * 1000

export const createCommands = (
  deps: CarryOutDeps & {
    readonly rooms: Pick<Rooms, 'edit'>
    readonly directories: Pick<Directories, 'peopleChanged'>
    readonly files: Pick<Files, 'take' | 'told'>
    readonly randomBytes: RandomBytes
  },
): Commands => {
  const { rooms, directories, files, now, randomBytes } = deps
  const carryOut = createCarryOut(deps)
  const newId = <Id extends ConversationId | GroupId | PrincipalId>(): Id =>
    idFromBytes<Id>(randomBytes(ID_BYTES))

  const peopleChanged = (organizationId: OrganizationId) => directories.peopleChanged(organizationId)

  return {
    createConversation: async (actor, { id = newId<ConversationId>(), title }) => {
      const done = await carryOut(actor, { kind: 'one', id }, (state) =>
        decideCreateConversation(state, { actor: actor.id, id, title }),
      )
      if (!done.ok) return done
      await rooms.edit(conversationRoom(id), (doc) => seedConversation(doc, { title }))
      return { ok: true, value: id }
    },

    forkConversation: async (actor, source, { id = newId<ConversationId>(), branchId, messageId }) => {
      const path = new Y.Doc()
      try {
        const title = await new Promise<string | undefined>((resolve, reject) => {
          rooms
            .edit(conversationRoom(source), (doc) =>
              resolve(forkConversation(doc, path, { id, conversationId: source, branchId, messageId })),
            )
            .catch(reject)
        })
        if (title === undefined) {
          return {
            ok: false,
            refusal: { code: 'not-found', message: 'There is no such branch or message here.' },
          }
        }
        const done = await carryOut(actor, { kind: 'one', id }, (state) =>
          decideCreateConversation(state, { actor: actor.id, id, title }),
        )
        if (!done.ok) return done
        const attachments = readMessages(conversationRoots(path)).flatMap((message) => message.attachments)
        const nameById = new Map(attachments.map((file) => [file.id, file.name]))
        // Before the document that names them: whoever opens it finds them there.
        const taken = await files.take([...nameById.keys()], { from: source, to: id, by: actor.id })
        await rooms.edit(conversationRoom(id), (doc) => {
          // Asked again because the first answer got lost: it is all there.
          if (conversationRoots(doc).messages.length === 0) {
            seedConversation(doc, { title })
            rebuildConversation(path, doc)
          }
          for (const [file, what] of taken) {
            if (typeof what === 'string') noteAbsence(doc, file, { why: what, at: now() })
            else noteFile(doc, file, what)
          }
        })
        await files.told(id, taken.keys())
        const leftBehind = [...taken].flatMap(([file, what]) =>
          typeof what === 'string' ? [{ name: nameById.get(file) ?? '', why: what }] : [],
        )
        return { ok: true, value: { id, leftBehind } }
      } finally {
        path.destroy()
      }
    },

    deleteConversation: async (actor, id) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideDeleteConversation(state, { actor: actor.id, id }),
        ),
      ),

    changeSharing: async (actor, id, change) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideChangeSharing(state, { actor: actor.id, id, ...change }),
        ),
      ),

    createGroup: async (actor, name) => {
      const id = newId<GroupId>()
      const done = await carryOut(actor, { kind: 'none' }, (state) =>
        decideCreateGroup(state, { actor: actor.id, id, name }),
      )
      return done.ok ? { ok: true, value: id } : done
    },

    renameGroup: async (actor, id, name) =>
      withoutValue(
        await carryOut(actor, { kind: 'shared-with-group', id }, (state) =>
          decideRenameGroup(state, { actor: actor.id, id, name }),
        ),
      ),

    deleteGroup: async (actor, id) =>
      withoutValue(
        await carryOut(actor, { kind: 'shared-with-group', id }, (state) =>
          decideDeleteGroup(state, { actor: actor.id, id }),
        ),
      ),

    changeGroupMembers: async (actor, id, change) =>
      withoutValue(
        await carryOut(actor, { kind: 'shared-with-group', id }, (state) =>
          decideChangeGroupMembers(state, { actor: actor.id, id, ...change }),
        ),
      ),

    createInvitation: async (actor, role, email) => {
      const createdAt = now()
      const expiresAt = createdAt + INVITATION_MILLISECONDS
      const id: string = newId<PrincipalId>()
      const secret = newSecret(randomBytes)
      const done = await carryOut(actor, { kind: 'none' }, (state) =>
        decideCreateInvitation(state, {
          actor: actor.id,
          id,
          role,
          secretHash: hashSecret(secret),
          expiresAt,
          email,
        }),
      )
      return done.ok ? { ok: true, value: { id, role, createdAt, expiresAt, secret } } : done
    },

    revokeInvitation: async (actor, id) =>
      withoutValue(
        await carryOut(actor, { kind: 'none' }, (state) =>
          decideRevokeInvitation(state, { actor: actor.id, id }),
        ),
      ),

    createBot: async (actor, name) => {
      const id = newId<PrincipalId>()
      const token = newSecret(randomBytes, BOT_TOKEN_PREFIX)
      const createdAt = now()
      const done = await carryOut(actor, { kind: 'none' }, (state) =>
        decideCreateBot(state, { actor: actor.id, id, name, tokenHash: hashSecret(token) }),
      )
      if (!done.ok) return done
      await peopleChanged(actor.organizationId)
      return { ok: true, value: { id, createdAt, token } }
    },

    deleteBot: async (actor, id) => {
      const done = await carryOut(actor, { kind: 'shared-with-person', id }, (state) =>
        decideDeleteBot(state, { actor: actor.id, id }),
      )
      if (done.ok) await peopleChanged(actor.organizationId)
      return withoutValue(done)
    },
  }
}
