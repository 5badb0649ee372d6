/** Finding on the map: by what was written, by the names of branches, and by who wrote. Pure. */
import type { MessageEntry } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import type { MapLayout } from './layout.ts'

export interface Found {
  /** In the order of the map. */
  readonly messages: readonly MessageEntry[]
  readonly byBranch: ReadonlyMap<BranchId, readonly MessageEntry[]>
  readonly ids: ReadonlySet<MessageId>
}

export interface Names {
  readonly ofBranch: (id: BranchId) => string
  readonly ofPerson: (id: string) => string
}

/** Everything where each word of the query occurs; `undefined` where there is no query. */
export const searchMap = (
  { branches }: MapLayout,
  query: string,
  names: Names,
  /** In small letters. */
  textOf: (message: MessageEntry) => string,
): Found | undefined => {
  const words = query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return undefined
  const authors = new Map<string, string>()
  const authorOf = (id: string): string => {
    const name = authors.get(id) ?? names.ofPerson(id).toLocaleLowerCase()
    authors.set(id, name)
    return name
  }
  const messages: MessageEntry[] = []
  const byBranch = new Map<BranchId, MessageEntry[]>()
  for (const { branch, points } of branches) {
    const name = names.ofBranch(branch.id).toLocaleLowerCase()
    const isNamed = words.every((word) => name.includes(word))
    const found = points.flatMap((point) =>
      point.messages.filter((message) => {
        if (message.deletedBy !== undefined) return false
        const [text, author] = [textOf(message), authorOf(message.author)]
        return words.every((word) => text.includes(word) || author.includes(word))
      }),
    )
    if (found.length === 0 && !isNamed) continue
    byBranch.set(branch.id, found)
    messages.push(...found)
  }
  return { messages, byBranch, ids: new Set(messages.map(({ id }) => id)) }
}
