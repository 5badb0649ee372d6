/**
 * Who may write what where in the side talk of a conversation: people's messages and nothing else. Sent as they are
 * made, written in by their author alone, deleted by their author and the owner.
 */
import { MESSAGE_KEY, type ROOT } from '../../shared/document/index.ts'
import { authorOrOwner, fields, nobody, people, signed } from './conversation-rules.ts'
import type { MayDo, Rules } from './place.ts'

const asItIsMade: MayDo = (_, entry) => entry?.fresh !== undefined
const author: MayDo = (writer, entry) => entry?.owner === writer.id

const MESSAGE = fields({
  [MESSAGE_KEY.meta]: { is: 'meta' },
  [MESSAGE_KEY.body]: { is: 'body', edit: author },
  [MESSAGE_KEY.sent]: signed({ set: asItIsMade, remove: nobody, otherwise: 'immutable' }),
  [MESSAGE_KEY.deleted]: signed({ set: authorOrOwner, remove: authorOrOwner, otherwise: 'delete' }),
})

export const TALK_RULES: Readonly<Record<keyof typeof ROOT, Rules>> = {
  settings: { is: 'closed' },
  messages: { is: 'entries', of: 'message', add: people, entry: MESSAGE },
  branches: { is: 'closed' },
  runs: { is: 'closed' },
  order: { is: 'closed' },
  provenance: { is: 'closed' },
  files: { is: 'closed' },
}
