/** Every call of the HTTP API that the client makes, by name. Bodies and answers are those of `shared/api.ts`. */
import {
  botsSchema,
  type ChangeSharing,
  conversationSchema,
  createdBotSchema,
  type Fork,
  forkedSchema,
  groupSchema,
  groupsSchema,
  invitationInfoSchema,
  modelsSchema,
  type NewAccount,
  peopleSchema,
  sharingSchema,
  stateSchema,
} from '../../shared/api.ts'
import { filesSchema } from '../../shared/file-api.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../shared/ids.ts'
import { accountCalls } from './account-calls.ts'
import { administrationCalls } from './administration-calls.ts'
import type { Request } from './request.ts'
import { sharingCalls } from './sharing-calls.ts'

export const createApi = (request: Request) => ({
  ...accountCalls(request),
  ...administrationCalls(request),
  state: () => request({ method: 'GET', path: '/api/state', answer: stateSchema }),

  /** `code`: of the second factor, where the answer was that one is needed. */
  signIn: (email: string, password: string, code?: string) =>
    request({ method: 'POST', path: '/api/auth/sign-in/email', body: { email, password, code } }),
  signOut: () => request({ method: 'POST', path: '/api/auth/sign-out' }),
  createAccount: (account: NewAccount) => request({ method: 'POST', path: '/api/accounts', body: account }),
  rename: (name: string) => request({ method: 'POST', path: '/api/auth/update-user', body: { name } }),
  changePassword: (currentPassword: string, newPassword: string) =>
    request({
      method: 'POST',
      path: '/api/auth/change-password',
      body: { currentPassword, newPassword },
    }),

  withdrawInvitation: (id: string) =>
    request({ method: 'DELETE', path: `/api/invitations/${encodeURIComponent(id)}` }),
  lookUpInvitation: (secret: string) =>
    request({
      method: 'POST',
      path: '/api/invitations/look-up',
      body: { secret },
      answer: invitationInfoSchema,
    }),

  people: (query: string, options: { readonly limit?: number; readonly signal?: AbortSignal } = {}) =>
    request({
      method: 'GET',
      path: `/api/people?${new URLSearchParams({ query, limit: String(options.limit ?? 20) }).toString()}`,
      answer: peopleSchema,
      signal: options.signal,
    }),

  groups: () => request({ method: 'GET', path: '/api/groups', answer: groupsSchema }),
  createGroup: (name: string) =>
    request({ method: 'POST', path: '/api/groups', body: { name }, answer: groupSchema }),
  deleteGroup: (id: GroupId) => request({ method: 'DELETE', path: `/api/groups/${id}` }),
  changeGroupMembers: (
    id: GroupId,
    change: { readonly add: readonly PrincipalId[]; readonly remove: readonly PrincipalId[] },
  ) => request({ method: 'POST', path: `/api/groups/${id}/members`, body: change }),

  createConversation: (conversation: { readonly id: ConversationId; readonly title?: string }) =>
    request({ method: 'POST', path: '/api/conversations', body: conversation, answer: conversationSchema }),
  forkConversation: (source: ConversationId, fork: Fork) =>
    request({
      method: 'POST',
      path: `/api/conversations/${source}/fork`,
      body: fork,
      answer: forkedSchema,
    }),
  /** The same files in another conversation; those that are not there are left out. */
  copyFiles: (to: ConversationId, from: ConversationId, ids: readonly FileId[]) =>
    request({
      method: 'POST',
      path: `/api/conversations/${to}/files/copies`,
      body: { from, ids },
      answer: filesSchema,
    }),
  deleteConversation: (id: ConversationId) => request({ method: 'DELETE', path: `/api/conversations/${id}` }),

  sharing: (id: ConversationId, signal?: AbortSignal) =>
    request({ method: 'GET', path: `/api/conversations/${id}/sharing`, answer: sharingSchema, signal }),
  changeSharing: (id: ConversationId, change: ChangeSharing) =>
    request({ method: 'PUT', path: `/api/conversations/${id}/sharing`, body: change, answer: sharingSchema }),

  ...sharingCalls(request),

  models: (signal?: AbortSignal) =>
    request({ method: 'GET', path: '/api/models', answer: modelsSchema, signal }),

  bots: () => request({ method: 'GET', path: '/api/bots', answer: botsSchema }),
  createBot: (name: string) =>
    request({ method: 'POST', path: '/api/bots', body: { name }, answer: createdBotSchema }),
  deleteBot: (id: PrincipalId) => request({ method: 'DELETE', path: `/api/bots/${id}` }),
})

export type Api = ReturnType<typeof createApi>
