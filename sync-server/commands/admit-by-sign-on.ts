/**
 * Who may come in by single sign-on: members, whoever holds an invitation, and everybody whose address is of a domain
 * that the organization trusts the service for. Accounts are linked by an address that the service has confirmed.
 */
import { nameSchema } from '../../shared/api.ts'
import type { SingleSignOnProblem } from '../../shared/api-account.ts'
import { ID_BYTES, idFromBytes, type PrincipalId } from '../../shared/ids.ts'
import type { AccessStore, Joiner } from '../access/access-store.ts'
import type { AccountStore, KnownAccount } from '../access/account-store.ts'
import { hashSecret, type RandomBytes } from '../access/secrets.ts'
import type { Directories } from '../directory/directories.ts'
import type { Rooms } from '../rooms/rooms.ts'

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
  invitation: string | undefined,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: SingleSignOnProblem }>

export const createAdmitBySignOn = (deps: {
  readonly store: Pick<AccessStore, 'member' | 'join'>
  readonly accountStore: Pick<AccountStore, 'accountByEmail' | 'accountBySubject' | 'admit' | 'proveEmail'>
  readonly directories: Pick<Directories, 'peopleChanged'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  /** In lower case. */
  readonly allowedDomains: readonly string[]
  readonly now: () => number
  readonly randomBytes: RandomBytes
}): AdmitBySignOn => {
  const { store, accountStore, directories, rooms, now } = deps
  const admitted = { ok: true } as const
  const refused = (problem: SingleSignOnProblem) => ({ ok: false, problem }) as const

  const join = async (joiner: Joiner, invitation: string) => {
    const outcome = await store.join(joiner, hashSecret(invitation), now())
    return outcome === 'done' ? admitted : refused('invitation-over')
  }

  const enter = async (account: KnownAccount, name: string, invitation: string | undefined) => {
    if ((await store.member(account.id)) !== undefined) return admitted
    if (account.isMember) return refused('suspended')
    // Whoever was taken out comes back by an invitation alone.
    if (invitation === undefined) return refused('no-member')
    return join({ kind: 'returning', id: account.id, name }, invitation)
  }

  const newcomer = async (email: string, name: string, invitation: string | undefined) => {
    const id = idFromBytes<PrincipalId>(deps.randomBytes(ID_BYTES))
    const joiner = { kind: 'new', id, name, email, passwordHash: undefined } as const
    const isTrusted = deps.allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1))
    if (invitation !== undefined) return join(joiner, invitation)
    if (!isTrusted) return refused('no-member')
    return (await accountStore.admit(joiner, now())) === 'done' ? admitted : refused('failed')
  }

  const tell = async (id: PrincipalId): Promise<void> => {
    const member = await store.member(id)
    if (member !== undefined) await directories.peopleChanged(member.organization.id)
  }

  return async (profile, invitation) => {
    const { provenEmail } = profile
    const linked = await accountStore.accountBySubject(profile.provider, profile.subject)
    if (linked !== undefined) return enter(linked, nameOf(profile, linked.email), invitation)
    if (provenEmail === undefined) return refused('no-email')

    const name = nameOf(profile, provenEmail)
    const known = await accountStore.accountByEmail(provenEmail)
    const entered =
      known === undefined
        ? await newcomer(provenEmail, name, invitation)
        : await enter(known, name, invitation)
    if (!entered.ok) return entered
    const account = known ?? (await accountStore.accountByEmail(provenEmail))
    if (account === undefined) throw new Error('Somebody joined without an account.')
    if (!account.emailProven) {
      await accountStore.proveEmail(account.id, now())
      rooms.signedOut({ principalId: account.id })
    }
    await tell(account.id)
    return admitted
  }
}

/** As the service has it, where that can be a name here; else what stands before the @. */
const nameOf = ({ name }: SignOnProfile, email: string): string => {
  const read = nameSchema.safeParse(name)
  return read.success ? read.data : email.slice(0, Math.max(1, email.lastIndexOf('@')))
}
