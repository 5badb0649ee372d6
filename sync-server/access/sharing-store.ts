/**
 * The port behind people's inboxes and deleted conversations: what stands beside grants and changes no right by
 * itself. Changes of rights go through `AccessStore.change`. Adapters: `storage/sqlite/`, held by
 * `tests/contracts/sharing-store.ts`.
 */
import { GRACE_DAYS } from '../../shared/api-sharing.ts'
import type { Inbox } from '../../shared/document/inbox.ts'
import type { ConversationId, OrganizationId, PrincipalId } from '../../shared/ids.ts'

/** How long a deleted conversation can be restored. */
export const GRACE_MILLISECONDS = GRACE_DAYS * 24 * 60 * 60 * 1000

export interface SharingStore {
  /** Empty for whoever is no member. */
  readonly inbox: (userId: PrincipalId) => Promise<Inbox>
  /** Marks one's own notifications read; all of them without `ids`. Ids of others' change nothing. */
  readonly markRead: (userId: PrincipalId, ids: readonly string[] | 'all', at: number) => Promise<void>
  /** Takes notifications away; requests that wait for one's answer stay. */
  readonly clear: (userId: PrincipalId, ids: readonly string[] | 'all') => Promise<void>
  /** Conversations in which somebody was mentioned and nobody was told yet. */
  readonly untoldMentions: () => Promise<
    readonly { readonly id: ConversationId; readonly organizationId: OrganizationId }[]
  >
  /** Conversations that were deleted at that time or before and can still be restored. */
  readonly deletedUntil: (
    at: number,
  ) => Promise<readonly { readonly id: ConversationId; readonly organizationId: OrganizationId }[]>
  /** Purged conversations whose documents are still there. */
  readonly purgedWithContent: () => Promise<readonly ConversationId[]>
  readonly contentRemoved: (id: ConversationId, at: number) => Promise<void>
}
