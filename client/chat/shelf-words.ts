/** Why work lies on the shelf, in a sentence. Pure. */
import type { ShelvedWork } from '../sync/shelf.ts'

const edits = (count: number): string => (count === 1 ? 'Your last edit is' : `Your last ${count} edits are`)

export const shelfSentence = ({ reason, items }: Pick<ShelvedWork, 'reason' | 'items'>): string => {
  const kept = `${edits(items?.length ?? 0)} kept on your shelf.`
  switch (reason) {
    case 'read-only':
      return `Your access was changed to view only before this arrived. ${kept}`
    case 'access-gone':
      return `Your access ended before this arrived. ${kept}`
    case 'new-epoch':
      return `The conversation was rebuilt on the server before this arrived. ${kept}`
    default:
      return `The server did not accept this. ${kept}`
  }
}
