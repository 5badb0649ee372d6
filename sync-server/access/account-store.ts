/**
 * The port behind what is kept of an account beside its sessions and secrets: picture, linked sign-in service, and
 * lines of the audit log about it. Adapter: `storage/sqlite/account-store.ts`.
 */
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { AccountAction } from './access-events.ts'
import type { Joiner } from './access-store.ts'

export interface KnownAccount {
  readonly id: PrincipalId
  readonly email: string
  /** Whether a sign-in service has confirmed the address. */
  readonly emailProven: boolean
  /** Also while suspended. */
  readonly isMember: boolean
}

export interface AccountStore {
  readonly hasPassword: (userId: PrincipalId) => Promise<boolean>
  readonly accountByEmail: (email: string) => Promise<KnownAccount | undefined>
  /** The account that a sign-in service's subject was linked with. */
  readonly accountBySubject: (provider: string, subject: string) => Promise<KnownAccount | undefined>
  /**
   * Joins without an invitation: the sign-in service vouches for them, and the organization trusts it for their
   * domain. Not for those who were taken out.
   */
  readonly admit: (joiner: Extract<Joiner, { kind: 'new' }>, at: number) => Promise<'done' | 'email-taken'>
  /**
   * The address is theirs beyond doubt. Whoever made the account before that proved nothing: their password, second
   * factor, tokens and sessions end with it.
   */
  readonly proveEmail: (userId: PrincipalId, at: number) => Promise<void>

  /** The name of a stored picture; `undefined` removes it. Returns what was there before. */
  readonly setPicture: (
    userId: PrincipalId,
    picture: string | undefined,
    at: number,
  ) => Promise<string | undefined>
  readonly isPictureUsed: (picture: string) => Promise<boolean>

  readonly note: (line: {
    readonly action: AccountAction
    readonly organizationId: OrganizationId
    readonly actor: PrincipalId
    readonly subject: PrincipalId
    readonly at: number
  }) => Promise<void>
}
