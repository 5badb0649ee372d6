/** A line of the audit log as a sentence. Pure. An action that is not known here is shown by its own name. */
import type { AuditEntry } from '../../shared/api-administration.ts'
import { isolated } from '../../shared/isolated.ts'

const LEVELS: Readonly<Record<string, string>> = {
  none: 'no access',
  view: 'view only',
  collaborate: 'can collaborate',
  owner: 'owner',
}
const levelWords = (level: string | undefined): string => LEVELS[level ?? 'none'] ?? level ?? ''

/** Nothing of one's own: there may be access by another way. */
const grantWords = (level: string | undefined): string =>
  level === 'none' ? 'not shared' : levelWords(level)

export const auditWords = (entry: AuditEntry): string => {
  const { action, subject, before, after } = entry
  const actor = isolated(entry.actor.name)
  const name = isolated(subject?.name ?? 'somebody')
  const group = (unnamed: string): string => isolated(entry.group?.name ?? unnamed)
  const itself = subject?.id === entry.actor.id
  switch (action) {
    case 'organization-founded':
      return `${actor} founded the organization`
    case 'member-joined':
      return `${actor} joined by ${subject?.kind === 'person' ? 'the sign-in service' : 'an invitation'} as ${after === 'admin' ? 'an admin' : 'a member'}`
    case 'invitation-created':
      return `${actor} made an invitation for ${after === 'admin' ? 'an admin' : 'members'}`
    case 'invitation-revoked':
      return `${actor} withdrew an invitation`
    case 'role-changed':
      return `${actor} made ${itself ? 'themselves' : name} ${after === 'admin' ? 'an admin' : 'a member'}${before === undefined ? '' : ` (was ${before})`}`
    case 'member-suspended':
      return `${actor} suspended ${name}`
    case 'member-unsuspended':
      return `${actor} ended the suspension of ${name}`
    case 'member-removed':
      return itself ? `${actor} left the organization` : `${actor} removed ${name} from the organization`
    case 'group-created':
      return `${actor} made the group ${group('')}`
    case 'group-renamed':
      return `${actor} renamed a group, now ${group('')}`
    case 'group-deleted':
      return `${actor} deleted the group ${group('')}`
    case 'group-member-added':
      return `${actor} added ${name} to ${group('a group')}`
    case 'group-member-removed':
      return `${actor} removed ${name} from ${group('a group')}`
    case 'bot-created':
      return `${actor} made the bot ${name}`
    case 'bot-deleted':
      return `${actor} deleted the bot ${name}`
    case 'conversation-created':
      return `${actor} created a conversation`
    case 'conversation-deleted':
      return `${actor} deleted a conversation`
    case 'conversation-restored':
      return `${actor} restored a conversation`
    case 'conversation-purged':
      return `${actor} deleted a conversation for good`
    case 'ownership-transferred':
      if (before === 'owner') return `${actor} handed on a conversation of ${itself ? 'their own' : name}`
      return `${actor} made ${itself ? 'themselves' : name} the owner of a conversation`
    case 'access-requested':
      return `${actor} asked for access: ${levelWords(after)}`
    case 'access-request-answered':
      return `${actor} answered the request of ${name}: ${after === 'none' ? 'not now' : levelWords(after)}`
    case 'invited-grant-changed':
      return `${actor} changed what an invited person will have: ${levelWords(before)} → ${levelWords(after)}`
    case 'grant-changed':
      return `${actor} changed what ${grantedTo(entry)} may: ${grantWords(before)} → ${grantWords(after)}`
    case 'side-talk-changed':
      return after === 'everybody'
        ? `${actor} opened the side talk of a conversation to everybody who can open it`
        : `${actor} kept the side talk of a conversation to those who may collaborate`
    case 'reset-link-created':
      return `${actor} made a link for a new password of ${name}`
    case 'password-reset':
      return `${actor} set a new password by a link`
    case 'second-factor-on':
      return `${actor} switched two-factor sign-in on`
    case 'second-factor-off':
      return `${actor} switched two-factor sign-in off`
    case 'second-factor-removed':
      return `${actor} reset two-factor sign-in of ${name}`
    case 'api-token-created':
      return `${actor} made an API token`
    case 'api-token-revoked':
      return `${actor} revoked an API token`
    default:
      return [`${actor}: ${action.replaceAll('-', ' ')}`, subject?.name && name, change(before, after)]
        .filter(Boolean)
        .join(', ')
  }
}

const grantedTo = ({ subject }: AuditEntry): string => {
  switch (subject?.kind) {
    case 'organization':
      return 'everybody in the organization'
    case 'group':
      return `the group ${isolated(subject.name ?? '')}`.trim()
    default:
      return isolated(subject?.name ?? 'somebody')
  }
}

const change = (before: string | undefined, after: string | undefined): string =>
  before === undefined && after === undefined ? '' : `${before ?? ''} → ${after ?? ''}`

/** Actions in the words of a list to choose from. */
export const ACTION_WORDS: Readonly<Record<string, string>> = {
  'grant-changed': 'Access changed',
  'side-talk-changed': 'Side talk changed',
  'ownership-transferred': 'Owner changed',
  'access-requested': 'Access asked for',
  'access-request-answered': 'Request answered',
  'invited-grant-changed': 'Shared with somebody invited',
  'conversation-created': 'Conversation created',
  'conversation-deleted': 'Conversation deleted',
  'conversation-restored': 'Conversation restored',
  'conversation-purged': 'Conversation deleted for good',
  'member-joined': 'Member joined',
  'role-changed': 'Role changed',
  'member-suspended': 'Member suspended',
  'member-unsuspended': 'Suspension ended',
  'member-removed': 'Member removed',
  'invitation-created': 'Invitation made',
  'invitation-revoked': 'Invitation withdrawn',
  'group-created': 'Group made',
  'group-renamed': 'Group renamed',
  'group-deleted': 'Group deleted',
  'group-member-added': 'Added to a group',
  'group-member-removed': 'Removed from a group',
  'reset-link-created': 'Link for a new password made',
  'password-reset': 'Password set by a link',
  'second-factor-on': 'Two-factor sign-in on',
  'second-factor-off': 'Two-factor sign-in off',
  'second-factor-removed': 'Two-factor sign-in reset',
  'api-token-created': 'API token made',
  'api-token-revoked': 'API token revoked',
  'bot-created': 'Bot made',
  'bot-deleted': 'Bot deleted',
}
