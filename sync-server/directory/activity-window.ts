/**
 * Many messages in a short time move a conversation up in the lists once. Bringing lists up to date costs some
 * milliseconds where hundreds of people have access, and nobody reads the order of a list by the second.
 */
import type { ConversationId } from '../../shared/ids.ts'

export const createActivityWindow = (deps: {
  readonly changed: (id: ConversationId) => void
  /** Runs a task once, at the end of the window. */
  readonly afterWindow: (task: () => void) => void
}): ((id: ConversationId) => void) => {
  const waiting = new Set<ConversationId>()
  return (id) => {
    if (waiting.has(id)) return
    waiting.add(id)
    deps.afterWindow(() => {
      waiting.delete(id)
      deps.changed(id)
    })
  }
}
