/** Why work lies on the shelf, in a sentence. Pure. */
import type { ShelvedWork } from '../sync/shelf.ts'

const edits = (count: number): string => (count === 1 ? 'Your last edit is' : `Your last ${count} edits are`)
const said = (count: number): string =>
  count === 1
    ? 'What you said last in the side talk is'
    : `The last ${count} things you said in the side talk are`

export const shelfSentence = ({
  reason,
  items,
  place,
}: Pick<ShelvedWork, 'reason' | 'items' | 'place'>): string => {
  const kept = `${(place === 'talk' ? said : edits)(items?.length ?? 0)} kept on your shelf.`
  switch (reason) {
    case 'read-only':
      return `Your access was changed to view only before this arrived. ${kept}`
    case 'access-gone':
      if (place === 'talk') return `You could no longer take part before this arrived. ${kept}`
      return `Your access ended before this arrived. ${kept}`
    case 'new-epoch':
      if (place === 'talk') return `The side talk was rebuilt on the server before this arrived. ${kept}`
      return `The conversation was rebuilt on the server before this arrived. ${kept}`
    case 'overtaken':
      return `Before your words arrived, others took away or rebuilt the part of the text that they stood in. ${kept}`
    case 'limits':
      return `This was too large to be taken at once. ${kept}`
    default:
      return `The server did not accept this. ${kept}`
  }
}
