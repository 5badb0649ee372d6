/** Who is at the other end: a person by session cookie; a program of theirs, a bot or a worker by bearer token. */
import { BANYAN_AGENT } from '../../shared/ids.ts'
import type { AccessStore, Member } from './access-store.ts'
import { type Accounts, tokenSessionId } from './accounts.ts'
import type { Authenticate, Principal } from './principal.ts'
import { AGENT_KEY_PREFIX, API_TOKEN_PREFIX, BOT_TOKEN_PREFIX, hashSecret, isSameSecret } from './secrets.ts'

/** The assistant that comes with the house, as everybody sees it. */
export const BANYAN_PRINCIPAL: Extract<Principal, { kind: 'agent' }> = {
  kind: 'agent',
  id: BANYAN_AGENT,
  name: 'Banyan',
}

export const createAuthenticate = (deps: {
  readonly accounts: Pick<Accounts, 'session' | 'tokens'>
  readonly store: Pick<AccessStore, 'member' | 'botByToken'>
  readonly agentKey: string
}): Authenticate => {
  const { accounts, store, agentKey } = deps

  const byApiToken = async (secret: string): Promise<Principal | undefined> => {
    const token = await accounts.tokens.read(secret)
    const member = token && (await store.member(token.userId))
    if (token === undefined || member === undefined) return undefined
    const { id, scopes, expiresAt } = token
    return { ...personOf(member), sessionId: tokenSessionId(id), expiresAt, token: { id, scopes } }
  }

  const byToken = async (token: string): Promise<Principal | undefined> => {
    if (token.startsWith(AGENT_KEY_PREFIX))
      return isSameSecret(token, agentKey) ? BANYAN_PRINCIPAL : undefined
    if (token.startsWith(API_TOKEN_PREFIX)) return byApiToken(token)
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
    return { ...personOf(member), sessionId: session.sessionId, expiresAt: session.expiresAt }
  }
}

const personOf = ({ id, name, organization, role }: Member) =>
  ({ kind: 'person', id, name, organizationId: organization.id, role }) as const

/** Bearer tokens are put there by a program on purpose; no browser adds them by itself. */
const bearerToken = (headers: Headers): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
