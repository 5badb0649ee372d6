/** Who is at the other end: a person by session cookie, a bot or a worker of the house by bearer token. */
import { BANYAN_AGENT } from '../../shared/ids.ts'
import type { AccessStore } from './access-store.ts'
import type { Accounts } from './accounts.ts'
import type { Authenticate, Principal } from './principal.ts'
import { AGENT_KEY_PREFIX, BOT_TOKEN_PREFIX, hashSecret, isSameSecret } from './secrets.ts'

/** The assistant that comes with the house, as everybody sees it. */
export const BANYAN_PRINCIPAL: Extract<Principal, { kind: 'agent' }> = {
  kind: 'agent',
  id: BANYAN_AGENT,
  name: 'Banyan',
}

export const createAuthenticate = (deps: {
  readonly accounts: Pick<Accounts, 'session'>
  readonly store: Pick<AccessStore, 'member' | 'botByToken'>
  readonly agentKey: string
}): Authenticate => {
  const { accounts, store, agentKey } = deps

  const byToken = async (token: string): Promise<Principal | undefined> => {
    if (token.startsWith(AGENT_KEY_PREFIX))
      return isSameSecret(token, agentKey) ? BANYAN_PRINCIPAL : undefined
    if (!token.startsWith(BOT_TOKEN_PREFIX)) return undefined
    const bot = await store.botByToken(hashSecret(token))
    return bot && { kind: 'bot', ...bot }
  }

  return async (headers) => {
    // A token that is wrong is not made good by a cookie beside it.
    if (headers.has('authorization')) {
      const token = bearerToken(headers)
      return token === undefined ? undefined : byToken(token)
    }
    const session = await accounts.session(headers, 'as-it-is')
    if (session === undefined) return undefined
    const member = await store.member(session.userId)
    if (member === undefined) return undefined
    return {
      kind: 'person',
      id: member.id,
      name: member.name,
      organizationId: member.organization.id,
      role: member.role,
      sessionId: session.sessionId,
      expiresAt: session.expiresAt,
    }
  }
}

/** Bearer tokens are put there by a program on purpose; no browser adds them by itself. */
const bearerToken = (headers: Headers): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
