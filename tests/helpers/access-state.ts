/** A state of access in a few words, for pure decisions over it. */
import type { SharingSubject } from '../../shared/api.ts'
import type { ConversationId, GroupId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel } from '../../shared/levels.ts'
import type {
  AccessState,
  ConversationAccess,
  OrganizationPerson,
} from '../../sync-server/access/access-store.ts'

export const ACME = 'acme' as OrganizationId
export const who = (name: string): PrincipalId => name as PrincipalId
export const groupId = (name: string): GroupId => name as GroupId
export const talkId = (name: string): ConversationId => name as ConversationId

export const everybody: SharingSubject = { kind: 'organization' }
export const group = (name: string): SharingSubject => ({ kind: 'group', id: groupId(name) })
export const person = (name: string): SharingSubject => ({ kind: 'person', id: who(name) })

export const talk = (
  id: string,
  owner: string,
  grants: readonly (readonly [SharingSubject, GrantLevel])[] = [],
  more: Partial<ConversationAccess> = {},
): ConversationAccess => ({
  id: talkId(id),
  organizationId: ACME,
  ownerId: who(owner),
  title: id,
  createdAt: 1,
  lastActivityAt: 1,
  sideTalk: 'collaborators',
  lastTalkAt: undefined,
  sharingVersion: 1,
  deleted: false,
  purged: false,
  grants: grants.map(([subject, level]) => ({ subject, level })),
  ...more,
})

/** People by name with the groups they are in; admins are named, bots say who made them. */
export const accessState = (options: {
  readonly people?: Readonly<Record<string, readonly string[]>>
  readonly admins?: readonly string[]
  readonly suspended?: readonly string[]
  readonly bots?: Readonly<Record<string, string>>
  readonly groups?: readonly string[]
  readonly talks?: readonly ConversationAccess[]
  readonly requests?: AccessState['requests']
  readonly invited?: AccessState['invited']
  readonly mentions?: AccessState['mentions']
}): AccessState => {
  const { people = {}, admins = [], suspended = [], bots = {}, groups = [], talks = [] } = options
  const all: OrganizationPerson[] = [
    ...Object.entries(people).map(
      ([name, groupNames]): OrganizationPerson => ({
        kind: 'person',
        id: who(name),
        name,
        email: `${name}@example.org`,
        role: admins.includes(name) ? 'admin' : 'member',
        groupIds: new Set(groupNames.map(groupId)),
        suspended: suspended.includes(name),
      }),
    ),
    ...Object.entries(bots).map(
      ([name, maker]): OrganizationPerson => ({
        kind: 'bot',
        id: who(name),
        name,
        createdBy: who(maker),
        createdAt: 1,
        suspended: suspended.includes(maker),
      }),
    ),
  ]
  return {
    organization: { id: ACME, name: 'Acme' },
    people: new Map(all.map((one) => [one.id, one])),
    groups: new Map(groups.map((name) => [groupId(name), { id: groupId(name), name }])),
    invitations: new Map(),
    conversations: new Map(talks.map((one) => [one.id, one])),
    requests: options.requests ?? [],
    invited: options.invited ?? [],
    mentions: options.mentions ?? [],
  }
}
