/**
 * The port behind what admins see: members, metadata of conversations, the audit log. It reads no document and no
 * title. Adapter: `storage/sqlite/administration-store.ts`, held by
 * `tests/contracts/administration-store.ts`.
 */
import type { z } from 'zod'
import type {
  AuditEntry,
  AuditFilter,
  ConversationMetadata,
  conversationsQuerySchema,
  MemberItem,
  membersQuerySchema,
} from '../../shared/api-administration.ts'
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { Page } from '../../shared/pages.ts'

export type MembersQuery = z.infer<typeof membersQuerySchema>
export type ConversationsQuery = z.infer<typeof conversationsQuerySchema>
export interface AuditQuery extends AuditFilter {
  readonly cursor?: string | undefined
  readonly limit: number
}

export type StoredMember = Omit<MemberItem, 'here'>

export interface AdministrationStore {
  /** By name, case and accents aside; by every word of name or e-mail. */
  readonly members: (organizationId: OrganizationId, query: MembersQuery) => Promise<Page<StoredMember>>
  /** The latest activity first. */
  readonly conversations: (
    organizationId: OrganizationId,
    query: ConversationsQuery,
  ) => Promise<Page<ConversationMetadata>>
  /** The latest first. A cursor that cannot be read begins anew. */
  readonly audit: (organizationId: OrganizationId, query: AuditQuery) => Promise<Page<AuditEntry>>
  /** Every action that stands in the log, by name. */
  readonly auditActions: (organizationId: OrganizationId) => Promise<readonly string[]>
  readonly noteSeen: (userId: PrincipalId, at: number) => Promise<void>
}
