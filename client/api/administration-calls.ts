/** The calls that are for admins. Spread into `api.ts`. */

import { groupSchema } from '../../shared/api.ts'
import {
  auditSchema,
  type ConversationsMetadata,
  conversationsMetadataSchema,
  createdInviteSchema,
  type Invite,
  leavingSchema,
  membersSchema,
  openInvitationsSchema,
} from '../../shared/api-administration.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../shared/ids.ts'
import type { Request } from './request.ts'

export interface MembersFilter {
  readonly query: string
  readonly role?: 'admin' | 'member' | undefined
  readonly state?: 'active' | 'suspended' | undefined
}

export interface ConversationsFilter {
  readonly owner?: PrincipalId | undefined
  readonly state?: ConversationsMetadata['items'][number]['state'] | undefined
  readonly shared?: 'organization' | 'some' | 'nobody' | undefined
}

export interface AuditFilter {
  readonly person?: PrincipalId | undefined
  readonly action?: string | undefined
  readonly conversation?: ConversationId | undefined
  /** Milliseconds since 1970. */
  readonly from?: number | undefined
  readonly until?: number | undefined
}

/** Leaves out what is not asked for. */
const search = (query: object): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}

export const auditExportPath = (filter: AuditFilter, format: 'csv' | 'json'): string =>
  `/api/admin/audit/export?${search({ ...filter, format })}`

export const administrationCalls = (request: Request) => ({
  openInvitations: () => request({ method: 'GET', path: '/api/invitations', answer: openInvitationsSchema }),
  inviteTo: (invitation: Invite) =>
    request({ method: 'POST', path: '/api/invitations', body: invitation, answer: createdInviteSchema }),

  members: (filter: MembersFilter, cursor?: string, signal?: AbortSignal) =>
    request({
      method: 'GET',
      path: `/api/admin/members?${search({ ...filter, cursor })}`,
      answer: membersSchema,
      signal,
    }),
  changeRole: (id: PrincipalId, role: 'admin' | 'member') =>
    request({ method: 'PUT', path: `/api/admin/members/${id}/role`, body: { role } }),
  suspend: (id: PrincipalId) => request({ method: 'POST', path: `/api/admin/members/${id}/suspend` }),
  unsuspend: (id: PrincipalId) => request({ method: 'POST', path: `/api/admin/members/${id}/unsuspend` }),
  leaving: (id: PrincipalId) =>
    request({ method: 'GET', path: `/api/admin/members/${id}/leaving`, answer: leavingSchema }),
  removeMember: (id: PrincipalId, conversationsTo?: PrincipalId) =>
    request({ method: 'DELETE', path: `/api/members/${id}?${search({ conversationsTo })}` }),

  renameGroup: (id: GroupId, name: string) =>
    request({ method: 'PUT', path: `/api/groups/${id}`, body: { name }, answer: groupSchema }),

  conversationsMetadata: (filter: ConversationsFilter, cursor?: string, signal?: AbortSignal) =>
    request({
      method: 'GET',
      path: `/api/admin/conversations?${search({ ...filter, cursor })}`,
      answer: conversationsMetadataSchema,
      signal,
    }),
  handOver: (id: ConversationId, to: PrincipalId) =>
    request({ method: 'PUT', path: `/api/admin/conversations/${id}/owner`, body: { to } }),

  audit: (filter: AuditFilter, cursor?: string, signal?: AbortSignal) =>
    request({
      method: 'GET',
      path: `/api/admin/audit?${search({ ...filter, cursor })}`,
      answer: auditSchema,
      signal,
    }),
})
