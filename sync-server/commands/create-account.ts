/** Founding the organization with the first account, and joining it by invitation. */
import { ID_BYTES, idFromBytes, type OrganizationId, type PrincipalId } from '../../shared/ids.ts'
import type { AccessStore, Joiner } from '../access/access-store.ts'
import type { Accounts } from '../access/accounts.ts'
import { hashSecret, type RandomBytes } from '../access/secrets.ts'
import type { Directories } from '../directory/directories.ts'
import type { Refusal, Result } from './refusal.ts'
import { createTellOfNewcomer } from './tell-of-newcomer.ts'

export interface AccountRequest {
  readonly name: string
  readonly email: string
  readonly password: string
  /** The name of the organization to found. */
  readonly organization?: string | undefined
  /** The secret of an invitation. */
  readonly invitation?: string | undefined
}

export type CreateAccount = (request: AccountRequest) => Promise<Result<PrincipalId>>

export const createAccountCommand = (deps: {
  readonly store: Pick<
    AccessStore,
    'isFounded' | 'found' | 'join' | 'accountByEmail' | 'invitation' | 'member' | 'directory'
  >
  readonly accounts: Pick<Accounts, 'hashPassword' | 'verifyPassword'>
  readonly directories: Pick<Directories, 'peopleChanged' | 'memberChanged' | 'conversationChanged'>
  readonly now: () => number
  readonly randomBytes: RandomBytes
}): CreateAccount => {
  const { store, accounts, directories, now, randomBytes } = deps
  const tellOfNewcomer = createTellOfNewcomer(deps)

  const newAccount = async (request: AccountRequest): Promise<Extract<Joiner, { kind: 'new' }>> => ({
    kind: 'new',
    id: idFromBytes<PrincipalId>(randomBytes(ID_BYTES)),
    name: request.name,
    email: request.email.toLowerCase(),
    passwordHash: await accounts.hashPassword(request.password),
  })

  const found = async (request: AccountRequest, name: string): Promise<Result<PrincipalId>> => {
    // Asked before the password is hashed, which is slow on purpose.
    if (await store.isFounded()) return refuse(ALREADY_FOUNDED)
    const founder = await newAccount(request)
    const organization = { id: idFromBytes<OrganizationId>(randomBytes(ID_BYTES)), name }
    switch (await store.found(founder, organization, now())) {
      case 'done':
        return { ok: true, value: founder.id }
      case 'already-founded':
        return refuse(ALREADY_FOUNDED)
      case 'email-taken':
        return refuse(EMAIL_TAKEN)
    }
  }

  const join = async (request: AccountRequest, secret: string): Promise<Result<PrincipalId>> => {
    const secretHash = hashSecret(secret)
    if ((await store.invitation(secretHash, now())) === undefined) return refuse(INVITATION_OVER)
    const joiner = await joinerOf(request)
    if (joiner === undefined) return refuse(EMAIL_TAKEN)
    switch (await store.join(joiner, secretHash, now())) {
      case 'done': {
        const member = await store.member(joiner.id)
        if (member !== undefined) await directories.peopleChanged(member.organization.id)
        await tellOfNewcomer(joiner.id)
        // The directory of somebody who comes back soon is in memory still, as it was when they left.
        if (joiner.kind === 'returning') await directories.memberChanged(joiner.id)
        return { ok: true, value: joiner.id }
      }
      case 'invitation-over':
        return refuse(INVITATION_OVER)
      case 'email-taken':
        return refuse(EMAIL_TAKEN)
    }
  }

  /** Somebody who was taken out comes back to their own account with their old password. */
  const joinerOf = async (request: AccountRequest): Promise<Joiner | undefined> => {
    const account = await store.accountByEmail(request.email.toLowerCase())
    if (account === undefined) return newAccount(request)
    if (account.isMember || !(await accounts.verifyPassword(request.password, account.passwordHash))) {
      return undefined
    }
    return { kind: 'returning', id: account.id, name: request.name }
  }

  return async (request) => {
    if (request.invitation !== undefined) return join(request, request.invitation)
    if (request.organization !== undefined) return found(request, request.organization)
    return refuse((await store.isFounded()) ? INVITATION_NEEDED : ORGANIZATION_NEEDED)
  }
}

const refuse = (refusal: Refusal): Result<never> => ({ ok: false, refusal })

const EMAIL_TAKEN: Refusal = {
  code: 'conflict',
  message: 'There is an account with this e-mail address already. Please sign in with it.',
  field: 'email',
}
const ALREADY_FOUNDED: Refusal = {
  code: 'conflict',
  message: 'The organization is founded already. Please ask an admin for an invitation.',
  field: 'organization',
}
const INVITATION_OVER: Refusal = {
  code: 'not-found',
  message: 'This invitation is not valid any more. Please ask for a new one.',
  field: 'invitation',
}
const INVITATION_NEEDED: Refusal = {
  code: 'forbidden',
  message: 'One joins by an invitation. Please ask an admin for one.',
  field: 'invitation',
}
const ORGANIZATION_NEEDED: Refusal = {
  code: 'invalid',
  message: 'Please name your organization.',
  field: 'organization',
}
