/** How the sidebar is divided: every conversation stands in it once. Pure. */
import type { DirectoryEntry } from '../../shared/document/index.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'

export interface Sections {
  readonly pinned: readonly DirectoryEntry[]
  /** Owned by somebody else. */
  readonly sharedWithMe: readonly DirectoryEntry[]
  readonly own: readonly DirectoryEntry[]
}

/** Keeps the order of the directory, the latest activity first. */
export const sectionsOf = (
  entries: readonly DirectoryEntry[],
  me: PrincipalId,
  pins: ReadonlySet<ConversationId>,
): Sections => {
  const pinned: DirectoryEntry[] = []
  const sharedWithMe: DirectoryEntry[] = []
  const own: DirectoryEntry[] = []
  for (const entry of entries) {
    if (pins.has(entry.id)) pinned.push(entry)
    else if (entry.ownerId === me) own.push(entry)
    else sharedWithMe.push(entry)
  }
  return { pinned, sharedWithMe, own }
}
