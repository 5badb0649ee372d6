import type { MessageEntry } from '../../shared/document/index.ts'

/** A wish to edit a message, another one each time it is said. */
export interface Editing {
  readonly entry: MessageEntry
}
