/** What a person's directory is to say, from the store. Rooms ask when a directory is loaded. */
import { type Directory, type DirectoryPerson, EMPTY_DIRECTORY } from '../../shared/document/directory.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { AccessStore } from '../access/access-store.ts'
import { BANYAN_PRINCIPAL } from '../access/authenticate.ts'
import type { SharingStore } from '../access/sharing-store.ts'
import { directoryEntry } from './entries.ts'

export type ReadDirectory = (userId: PrincipalId) => Promise<Directory>

export const createReadDirectory =
  (store: Pick<AccessStore, 'directory'>, sharing: Pick<SharingStore, 'inbox'>): ReadDirectory =>
  async (userId) => {
    const [source, inbox] = await Promise.all([store.directory(userId), sharing.inbox(userId)])
    if (source === undefined) return EMPTY_DIRECTORY
    const { member, groups, groupIds, conversations, people } = source
    const who = { kind: 'person', id: member.id, groupIds, suspended: false } as const
    return {
      conversations: conversations.flatMap(
        (conversation) => directoryEntry(who, conversation, (id) => groups.get(id) ?? '') ?? [],
      ),
      people: withAgent(people),
      self: { organization: member.organization.name, role: member.role },
      inbox,
    }
  }

export const withAgent = (people: readonly DirectoryPerson[]): readonly DirectoryPerson[] => [
  ...people,
  { id: BANYAN_PRINCIPAL.id, name: BANYAN_PRINCIPAL.name, kind: 'agent' },
]
