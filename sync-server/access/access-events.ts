/** What a command can change about accounts, groups and rights. Decided purely, stored in one transaction. */
import type { SharingSubject } from '../../shared/api.ts'
import type { News, RequestAnswer } from '../../shared/document/inbox.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel, SideTalk } from '../../shared/levels.ts'

/** Acts where nobody does: what the server's own time table does stands in the audit log under this. */
export const SERVER_ACTOR = '*server' as PrincipalId

export type AccessEvent =
  | {
      readonly type: 'conversation-created'
      readonly id: ConversationId
      readonly ownerId: PrincipalId
      readonly title: string
    }
  | { readonly type: 'conversation-deleted'; readonly id: ConversationId }
  | { readonly type: 'conversation-restored'; readonly id: ConversationId }
  /** Not to be restored any more; its document goes next. */
  | { readonly type: 'conversation-purged'; readonly id: ConversationId }
  | {
      readonly type: 'ownership-transferred'
      readonly conversationId: ConversationId
      readonly before: PrincipalId
      readonly after: PrincipalId
    }
  | {
      readonly type: 'access-requested'
      readonly conversationId: ConversationId
      readonly requesterId: PrincipalId
      readonly before: GrantLevel | 'none'
      readonly wanted: GrantLevel
      readonly message: string
    }
  | {
      readonly type: 'access-request-answered'
      readonly conversationId: ConversationId
      readonly requesterId: PrincipalId
      readonly answer: RequestAnswer
    }
  /** Told to somebody; no change of rights itself, and so no line of the audit log. */
  | {
      readonly type: 'notified'
      readonly userId: PrincipalId
      readonly conversationId: ConversationId
      readonly news: News
    }
  /** Whoever was mentioned there so far was told, or may not know of it. */
  | { readonly type: 'mentions-told'; readonly conversationId: ConversationId }
  /** What an invitation opens to whoever joins by it under this e-mail address; `none` takes it back. */
  | {
      readonly type: 'invited-grant-changed'
      readonly conversationId: ConversationId
      readonly email: string
      readonly invitationId: string
      readonly before: GrantLevel | 'none'
      readonly after: GrantLevel | 'none'
    }
  | {
      readonly type: 'grant-changed'
      readonly conversationId: ConversationId
      readonly subject: SharingSubject
      readonly before: GrantLevel | 'none'
      readonly after: GrantLevel | 'none'
    }
  | {
      readonly type: 'side-talk-changed'
      readonly conversationId: ConversationId
      readonly before: SideTalk
      readonly after: SideTalk
    }
  | { readonly type: 'group-created'; readonly id: GroupId; readonly name: string }
  | { readonly type: 'group-renamed'; readonly id: GroupId; readonly name: string }
  | { readonly type: 'group-deleted'; readonly id: GroupId }
  | { readonly type: 'group-member-added'; readonly groupId: GroupId; readonly userId: PrincipalId }
  | { readonly type: 'group-member-removed'; readonly groupId: GroupId; readonly userId: PrincipalId }
  | {
      readonly type: 'invitation-created'
      readonly id: string
      readonly role: 'admin' | 'member'
      readonly secretHash: string
      readonly expiresAt: number
      /** Whom it is sent to; such a one lets in one person. */
      readonly email?: string | undefined
    }
  | { readonly type: 'invitation-revoked'; readonly id: string }
  | {
      readonly type: 'role-changed'
      readonly userId: PrincipalId
      readonly before: 'admin' | 'member'
      readonly after: 'admin' | 'member'
    }
  | { readonly type: 'member-suspended'; readonly userId: PrincipalId }
  | { readonly type: 'member-unsuspended'; readonly userId: PrincipalId }
  | { readonly type: 'member-removed'; readonly userId: PrincipalId }
  | {
      readonly type: 'bot-created'
      readonly id: PrincipalId
      readonly name: string
      readonly tokenHash: string
    }
  | { readonly type: 'bot-deleted'; readonly id: PrincipalId }

/** What happens to an account by somebody's hand; told in the audit log. */
export type AccountAction =
  | 'reset-link-created'
  | 'password-reset'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'second-factor-removed'
  | 'api-token-created'
  | 'api-token-revoked'

/** A line of the audit log: who changed which right, from what to what. Never any content, not even a title. */
export interface AuditLine {
  readonly action: AccessEvent['type'] | AccountAction | 'organization-founded' | 'member-joined'
  readonly conversationId?: ConversationId
  readonly groupId?: GroupId
  readonly subjectKind?: 'organization' | 'group' | 'person' | 'bot' | 'invitation'
  readonly subjectId?: string
  readonly levelBefore?: string
  readonly levelAfter?: string
}

/** What the log says of an event: nothing of what is no change of rights, two lines where two people are concerned. */
export const auditLines = (event: AccessEvent): readonly AuditLine[] => {
  const line = auditLine(event)
  if (line === undefined) return []
  if (event.type !== 'ownership-transferred') return [line]
  return [{ ...line, subjectId: event.before, levelBefore: 'owner', levelAfter: 'none' }, line]
}

const auditLine = (event: AccessEvent): AuditLine | undefined => {
  const { type: action } = event
  switch (event.type) {
    case 'conversation-created':
      return {
        action,
        conversationId: event.id,
        subjectKind: 'person',
        subjectId: event.ownerId,
        levelBefore: 'none',
        levelAfter: 'owner',
      }
    case 'conversation-deleted':
    case 'conversation-restored':
    case 'conversation-purged':
      return { action, conversationId: event.id }
    case 'ownership-transferred':
      return {
        action,
        conversationId: event.conversationId,
        subjectKind: 'person',
        subjectId: event.after,
        levelAfter: 'owner',
      }
    case 'access-requested':
      return {
        action,
        conversationId: event.conversationId,
        subjectKind: 'person',
        subjectId: event.requesterId,
        levelBefore: event.before,
        levelAfter: event.wanted,
      }
    case 'access-request-answered':
      return {
        action,
        conversationId: event.conversationId,
        subjectKind: 'person',
        subjectId: event.requesterId,
        levelAfter: event.answer,
      }
    case 'invited-grant-changed':
      return {
        action,
        conversationId: event.conversationId,
        subjectKind: 'invitation',
        subjectId: event.invitationId,
        levelBefore: event.before,
        levelAfter: event.after,
      }
    case 'notified':
    case 'mentions-told':
      return undefined
    case 'grant-changed':
      return {
        action,
        conversationId: event.conversationId,
        subjectKind: event.subject.kind,
        ...(event.subject.kind === 'organization' ? {} : { subjectId: event.subject.id }),
        levelBefore: event.before,
        levelAfter: event.after,
      }
    case 'side-talk-changed':
      return {
        action,
        conversationId: event.conversationId,
        levelBefore: event.before,
        levelAfter: event.after,
      }
    case 'group-created':
    case 'group-renamed':
    case 'group-deleted':
      return { action, groupId: event.id }
    case 'group-member-added':
    case 'group-member-removed':
      return { action, groupId: event.groupId, subjectKind: 'person', subjectId: event.userId }
    case 'invitation-created':
      return { action, subjectKind: 'invitation', subjectId: event.id, levelAfter: event.role }
    case 'invitation-revoked':
      return { action, subjectKind: 'invitation', subjectId: event.id }
    case 'role-changed':
      return {
        action,
        subjectKind: 'person',
        subjectId: event.userId,
        levelBefore: event.before,
        levelAfter: event.after,
      }
    case 'member-suspended':
    case 'member-unsuspended':
    case 'member-removed':
      return { action, subjectKind: 'person', subjectId: event.userId }
    case 'bot-created':
    case 'bot-deleted':
      return { action, subjectKind: 'bot', subjectId: event.id }
  }
}
