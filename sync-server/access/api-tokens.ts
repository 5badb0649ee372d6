/** Tokens that people make for programs of their own, kept by better-auth: hashed, with scopes and an end. */
import type { ApiToken, TokenScope } from '../../shared/api-account.ts'
import { TOKEN_SCOPES } from '../../shared/api-account.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Auth } from './auth.ts'

export interface ApiTokens {
  readonly create: (
    userId: PrincipalId,
    token: { readonly name: string; readonly scopes: readonly TokenScope[]; readonly days: number },
  ) => Promise<{ readonly token: ApiToken; readonly secret: string }>
  readonly list: (userId: PrincipalId) => Promise<readonly ApiToken[]>
  /** False where this person has no such token. */
  readonly revoke: (userId: PrincipalId, id: string) => Promise<boolean>
  /** All of a person's; returns their ids. */
  readonly revokeAll: (userId: PrincipalId) => Promise<readonly string[]>
  /** Whose it is and what it may do; counts as a use of it. */
  readonly read: (secret: string) => Promise<
    | {
        readonly id: string
        readonly userId: PrincipalId
        readonly scopes: readonly TokenScope[]
        readonly expiresAt: number
      }
    | undefined
  >
  /** Until when it holds, in milliseconds since 1970; `undefined` where there is none. */
  readonly expiry: (id: string) => Promise<number | undefined>
}

const DAY_SECONDS = 24 * 60 * 60

interface Row {
  id: string
  name?: string | null | undefined
  start?: string | null | undefined
  referenceId: string
  permissions?: string | Record<string, string[]> | null | undefined
  createdAt: Date | string
  expiresAt?: Date | string | null | undefined
  lastRequest?: Date | string | null | undefined
}

export const createApiTokens = (auth: Auth): ApiTokens => {
  const rows = async (userId: PrincipalId): Promise<readonly Row[]> => {
    const { adapter } = await auth.$context
    return adapter.findMany<Row>({
      model: 'apikey',
      where: [{ field: 'referenceId', value: userId }],
      sortBy: { field: 'createdAt', direction: 'desc' },
      limit: 200,
    })
  }
  const list: ApiTokens['list'] = async (userId) => (await rows(userId)).map(tokenOf)

  return {
    list,

    create: async (userId, { name, scopes, days }) => {
      const made = await auth.api.createApiKey({
        body: { userId, name, expiresIn: days * DAY_SECONDS, permissions: { banyan: [...scopes] } },
      })
      return { token: tokenOf(made), secret: made.key }
    },

    revoke: async (userId, id) => {
      const { adapter } = await auth.$context
      const deleted = await adapter.deleteMany({
        model: 'apikey',
        where: [
          { field: 'id', value: id },
          { field: 'referenceId', value: userId },
        ],
      })
      return deleted > 0
    },

    revokeAll: async (userId) => {
      const { adapter } = await auth.$context
      const ids = (await rows(userId)).map(({ id }) => id)
      await adapter.deleteMany({ model: 'apikey', where: [{ field: 'referenceId', value: userId }] })
      return ids
    },

    read: async (secret) => {
      const { valid, key } = await auth.api.verifyApiKey({ body: { key: secret } })
      if (!valid || key === null) return undefined
      const { id, scopes, expiresAt } = tokenOf(key)
      return { id, userId: key.referenceId as PrincipalId, scopes, expiresAt }
    },

    expiry: async (id) => {
      const { adapter } = await auth.$context
      const row = await adapter.findOne<Row>({ model: 'apikey', where: [{ field: 'id', value: id }] })
      return row === null ? undefined : tokenOf(row).expiresAt
    },
  }
}

const tokenOf = ({ id, name, start, permissions, createdAt, expiresAt, lastRequest }: Row): ApiToken => ({
  id,
  name: name ?? '',
  start: start ?? '',
  scopes: scopesOf(permissions),
  createdAt: new Date(createdAt).getTime(),
  // One without an end was not made here.
  expiresAt: expiresAt == null ? 0 : new Date(expiresAt).getTime(),
  ...(lastRequest == null ? {} : { lastUsedAt: new Date(lastRequest).getTime() }),
})

const scopesOf = (permissions: Row['permissions']): readonly TokenScope[] => {
  const read =
    typeof permissions === 'string' ? (JSON.parse(permissions) as Record<string, string[]>) : permissions
  const named = read?.banyan ?? []
  return TOKEN_SCOPES.filter((scope) => named.includes(scope))
}
