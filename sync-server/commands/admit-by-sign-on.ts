/**
 * Who may come in by single sign-on: members, whoever holds an invitation, and everybody whose address is of a domain
 * that the organization trusts the service for. Accounts are linked by an address that the service has confirmed.
 */
import { nameSchema } from '../../shared/api.ts'
import type { SingleSignOnProblem } from '../../shared/api-account.ts'
import { ID_BYTES, idFromBytes, type PrincipalId } from '../../shared/ids.ts'
import type { AccessStore, Joiner } from '../access/access-store.ts'
import type { AccountStore, KnownAccount } from '../access/account-store.ts'
import type { RandomBytes } from '../access/secrets.ts'
import type { Directories } from '../directory/directories.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { createTellOfNewcomer } from './tell-of-newcomer.ts'

/** What the service says of somebody, checked to come from it. */
export interface SignOnProfile {
  readonly provider: string
  /** The service's own name for them: stays when their address changes. */
  readonly subject: string
  /** In lower case; only where the service has confirmed it. */
  readonly provenEmail: string | undefined
  readonly name: string | undefined
}

export type AdmitBySignOn = (
  profile: SignOnProfile,
  invitationHash: string | undefined,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: SingleSignOnProblem }>

export const createAdmitBySignOn = (deps: {
  readonly store: Pick<AccessStore, 'member' | 'join' | 'directory'>
  readonly accountStore: Pick<AccountStore, 'accountByEmail' | 'accountBySubject' | 'admit' | 'proveEmail'>
  readonly directories: Pick<Directories, 'peopleChanged' | 'conversationChanged' | 'memberChanged'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  /** In lower case. */
  readonly allowedDomains: readonly string[]
  readonly now: () => number
  readonly randomBytes: RandomBytes
}): AdmitBySignOn => {
  const { store, accountStore, directories, rooms, now } = deps
  const tellOfNewcomer = createTellOfNewcomer(deps)
  const admitted = { ok: true } as const
  const refused = (problem: SingleSignOnProblem) => ({ ok: false, problem }) as const

  const join = async (joiner: Joiner, invitationHash: string) => {
    const outcome = await store.join(joiner, invitationHash, now())
    return outcome === 'done' ? admitted : refused('invitation-over')
  }

  const enter = async (account: KnownAccount, name: string, invitationHash: string | undefined) => {
    if ((await store.member(account.id)) !== undefined) return admitted
    if (account.isMember) return refused('suspended')
    // Whoever was taken out comes back by an invitation alone.
    if (invitationHash === undefined) return refused('no-member')
    return join({ kind: 'returning', id: account.id, name }, invitationHash)
  }

  const newcomer = async (email: string, name: string, invitationHash: string | undefined) => {
    const id = idFromBytes<PrincipalId>(deps.randomBytes(ID_BYTES))
    const joiner = { kind: 'new', id, name, email, passwordHash: undefined } as const
    const isTrusted = deps.allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1))
    if (invitationHash !== undefined) return join(joiner, invitationHash)
    if (!isTrusted) return refused('no-member')
    return (await accountStore.admit(joiner, now())) === 'done' ? admitted : refused('failed')
  }

  const tell = async (id: PrincipalId, kind: Joiner['kind']): Promise<void> => {
    const member = await store.member(id)
    if (member !== undefined) await directories.peopleChanged(member.organization.id)
    await tellOfNewcomer(id)
    // The directory of somebody who comes back soon is in memory still, as it was when they left.
    if (kind === 'returning') await directories.memberChanged(id)
  }

  return async (profile, invitationHash) => {
    const { provenEmail } = profile
    const linked = await accountStore.accountBySubject(profile.provider, profile.subject)
    if (linked !== undefined) {
      const entered = await enter(linked, nameOf(profile, linked.email), invitationHash)
      if (entered.ok && !linked.isMember) await tell(linked.id, 'returning')
      return entered
    }
    if (provenEmail === undefined) return refused('no-email')

    const name = nameOf(profile, provenEmail)
    const known = await accountStore.accountByEmail(provenEmail)
    const entered =
      known === undefined
        ? await newcomer(provenEmail, name, invitationHash)
        : await enter(known, name, invitationHash)
    if (!entered.ok) return entered
    const account = known ?? (await accountStore.accountByEmail(provenEmail))
    if (account === undefined) throw new Error('Somebody joined without an account.')
    if (!account.emailProven) {
      await accountStore.proveEmail(account.id, now())
      rooms.signedOut({ principalId: account.id })
    }
    if (known?.isMember !== true) await tell(account.id, known === undefined ? 'new' : 'returning')
    return admitted
  }
}

/** As the service has it, where that can be a name here; else what stands before the @. */
const nameOf = ({ name }: SignOnProfile, email: string): string => {
  const read = nameSchema.safeParse(name)
  return read.success ? read.data : email.slice(0, Math.max(1, email.lastIndexOf('@')))
}
