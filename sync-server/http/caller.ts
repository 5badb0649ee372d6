/** Who calls, asked once for each request, and the guards that routes begin with. */
import type { Context } from 'hono'
import type { TokenScope } from '../../shared/api-account.ts'
import type { Authenticate, Principal } from '../access/principal.ts'
import { HttpRefusal } from './answers.ts'

export type PersonPrincipal = Extract<Principal, { kind: 'person' }>

/** Any signed-in caller; 401 for nobody. */
export type RequirePrincipal = (c: Context) => Promise<Principal>

type Authenticating = (c: Context) => Promise<Principal | undefined>

export interface Guards {
  readonly principal: RequirePrincipal
  /** Who called, asked once more while the request goes on; `undefined` once their login or token is over. */
  readonly again: Authenticating
  /**
   * A member; 401 for nobody, 403 for bots and agents. A program with a person's token passes only where a scope is
   * named, and has it.
   */
  readonly person: (c: Context, scope?: TokenScope) => Promise<PersonPrincipal>
  readonly admin: (c: Context) => Promise<PersonPrincipal>
}

export const createGuards = (
  authenticate: Authenticate,
  onPrincipal: (principal: Principal) => void,
): Guards => {
  const again: Authenticating = (c) => authenticate(c.req.raw.headers)
  const principal: RequirePrincipal = async (c) => {
    const found = await again(c)
    if (found === undefined) throw new HttpRefusal(401, 'signed-out', 'Please sign in.')
    onPrincipal(found)
    return found
  }
  const person: Guards['person'] = async (c, scope) => {
    const found = await principal(c)
    if (found.kind !== 'person') {
      throw new HttpRefusal(403, 'forbidden', 'Only people can do this, not bots.')
    }
    if (found.token === undefined) return found
    if (scope === undefined) {
      throw new HttpRefusal(403, 'forbidden', 'This cannot be done with a token. Please sign in.')
    }
    if (!found.token.scopes.includes(scope)) {
      throw new HttpRefusal(403, 'missing-scope', `This token does not have the scope '${scope}'.`)
    }
    return found
  }
  return {
    principal,
    again,
    person,
    admin: async (c) => {
      const found = await person(c)
      if (found.role === 'admin') return found
      throw new HttpRefusal(403, 'forbidden', 'Only admins of the organization can do this.')
    },
  }
}
