/** Who is at the other end of a request or a socket. Decided once, by `Authenticate`, and handed around from there. */
import type { TokenScope } from '../../shared/api-account.ts'
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'

export type Principal =
  | {
      readonly kind: 'person'
      readonly id: PrincipalId
      readonly name: string
      readonly organizationId: OrganizationId
      readonly role: 'admin' | 'member'
      /** Of their login; for a program, of its token. */
      readonly sessionId: string
      /** When the session ends unless it is prolonged; milliseconds since 1970. */
      readonly expiresAt: number
      /** A program that came with a token of theirs: less than the person may do. Absent: the person themselves. */
      readonly token?: { readonly id: string; readonly scopes: readonly TokenScope[] }
    }
  | {
      readonly kind: 'bot'
      readonly id: PrincipalId
      readonly name: string
      readonly organizationId: OrganizationId
    }
  /** The assistant that comes with the house, in this process or as a worker with the server's own agent key. */
  | { readonly kind: 'agent'; readonly id: PrincipalId; readonly name: string }

/** Reads cookie or bearer token; `undefined` where they are missing, wrong or over. Never throws for bad input. */
export type Authenticate = (headers: Headers) => Promise<Principal | undefined>
