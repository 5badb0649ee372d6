/** What a person's directory is to say, from the store. Rooms ask when a directory is loaded. */
import type { Directory, DirectoryPerson } from '../../shared/document/directory.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { AccessStore } from '../access/access-store.ts'
import { BANYAN_PRINCIPAL } from '../access/authenticate.ts'
import { directoryEntry } from './entries.ts'

export type ReadDirectory = (userId: PrincipalId) => Promise<Directory>

const NOTHING: Directory = { conversations: [], people: [], self: {} }

export const createReadDirectory =
  (store: Pick<AccessStore, 'directory'>): ReadDirectory =>
  async (userId) => {
    const source = await store.directory(userId)
    if (source === undefined) return NOTHING
    const { member, groups, groupIds, conversations, people } = source
    const who = { kind: 'person', id: member.id, groupIds } as const
    return {
      conversations: conversations.flatMap(
        (conversation) => directoryEntry(who, conversation, (id) => groups.get(id) ?? '') ?? [],
      ),
      people: withAgent(people),
      self: { organization: member.organization.name, role: member.role },
    }
  }

export const withAgent = (people: readonly DirectoryPerson[]): readonly DirectoryPerson[] => [
  ...people,
  { id: BANYAN_PRINCIPAL.id, name: BANYAN_PRINCIPAL.name, kind: 'agent' },
]
