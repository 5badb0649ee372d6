/** Roles, suspension and members who leave: each command is a pure decision, carried out. Nothing here decides. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { Role } from '../access/access-store.ts'
import type { Directories } from '../directory/directories.ts'
import { type Actor, type CarryOutDeps, createCarryOut, withoutValue } from './carry-out.ts'
import {
  decideChangeRole,
  decideHandOver,
  decideRemoveMember,
  decideSuspendMember,
  decideUnsuspendMember,
} from './member-decisions.ts'
import type { Result } from './refusal.ts'

type Outcome = Promise<Result<undefined>>

export interface MemberCommands {
  readonly changeRole: (actor: Actor, id: PrincipalId, role: Role) => Outcome
  /** Ends every session, socket and token of this member, and of their bots. */
  readonly suspendMember: (actor: Actor, id: PrincipalId) => Outcome
  readonly unsuspendMember: (actor: Actor, id: PrincipalId) => Outcome
  /** `conversationsTo`: who is to own what the member shares with others. */
  readonly removeMember: (actor: Actor, id: PrincipalId, conversationsTo?: PrincipalId) => Outcome
  /** Gives a conversation an owner again whose owner has left. */
  readonly handOver: (actor: Actor, id: ConversationId, to: PrincipalId) => Outcome
}

export const createMemberCommands = (
  deps: CarryOutDeps & { readonly directories: Pick<Directories, 'peopleChanged' | 'memberChanged'> },
): MemberCommands => {
  const { directories } = deps
  const carryOut = createCarryOut(deps)
  return {
    changeRole: async (actor, id, role) => {
      const done = await carryOut(actor, { kind: 'none' }, (state) =>
        decideChangeRole(state, { actor: actor.id, id, role }),
      )
      if (done.ok) await directories.memberChanged(id)
      return withoutValue(done)
    },

    suspendMember: async (actor, id) =>
      withoutValue(
        await carryOut(actor, { kind: 'none' }, (state) =>
          decideSuspendMember(state, { actor: actor.id, id }),
        ),
      ),

    unsuspendMember: async (actor, id) => {
      const done = await carryOut(actor, { kind: 'none' }, (state) =>
        decideUnsuspendMember(state, { actor: actor.id, id }),
      )
      // What changed meanwhile was not told to a list that nobody could read.
      if (done.ok) await directories.memberChanged(id)
      return withoutValue(done)
    },

    removeMember: async (actor, id, conversationsTo) => {
      const done = await carryOut(actor, { kind: 'of-person', id }, (state) =>
        decideRemoveMember(state, { actor: actor.id, id, conversationsTo }),
      )
      if (done.ok) await directories.peopleChanged(actor.organizationId)
      return withoutValue(done)
    },

    handOver: async (actor, id, to) =>
      withoutValue(
        await carryOut(actor, { kind: 'one', id }, (state) =>
          decideHandOver(state, { actor: actor.id, id, to }),
        ),
      ),
  }
}
