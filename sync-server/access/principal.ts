/** Who is at the other end of a request or a socket. Decided once, by `Authenticate`, and handed around from there. */
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'

export type Principal =
  | {
      readonly kind: 'person'
      readonly id: PrincipalId
      readonly name: string
      readonly organizationId: OrganizationId
      readonly role: 'admin' | 'member'
      readonly sessionId: string
      /** When the session ends unless it is prolonged; milliseconds since 1970. */
      readonly expiresAt: number
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
