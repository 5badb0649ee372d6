/** Calls around sharing: requests, notifications, ownership, deleted conversations, people who are to be invited. */
import { createdInvitedSchema, type NewRequest } from '../../shared/api-sharing.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { Request } from './request.ts'

type Level = 'none' | 'view' | 'collaborate'

export const sharingCalls = (request: Request) => ({
  transferOwnership: (id: ConversationId, to: PrincipalId) =>
    request({ method: 'PUT', path: `/api/conversations/${id}/owner`, body: { to } }),

  requestAccess: (id: ConversationId, wish: NewRequest) =>
    request({ method: 'POST', path: `/api/conversations/${id}/requests`, body: wish }),
  answerRequest: (id: ConversationId, requester: PrincipalId, level: Level) =>
    request({ method: 'PUT', path: `/api/conversations/${id}/requests/${requester}`, body: { level } }),

  invitePerson: (
    id: ConversationId,
    who: { readonly email: string; readonly level: 'view' | 'collaborate' },
  ) =>
    request({
      method: 'POST',
      path: `/api/conversations/${id}/invitations`,
      body: who,
      answer: createdInvitedSchema,
    }),
  uninvitePerson: (id: ConversationId, email: string) =>
    request({
      method: 'DELETE',
      path: `/api/conversations/${id}/invitations/${encodeURIComponent(email)}`,
    }),

  /** All of them without `ids`. */
  markNotificationsRead: (ids?: readonly string[]) =>
    request({ method: 'POST', path: '/api/notifications/read', body: { ids } }),
  clearNotifications: (ids?: readonly string[]) =>
    request({ method: 'POST', path: '/api/notifications/clear', body: { ids } }),

  restoreConversation: (id: ConversationId) =>
    request({ method: 'POST', path: `/api/deleted/${id}/restore` }),
  /** Takes a deleted one away for good. */
  purgeConversation: (id: ConversationId) => request({ method: 'DELETE', path: `/api/deleted/${id}` }),
})
