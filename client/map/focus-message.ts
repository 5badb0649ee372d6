import type { MessageId } from '../../shared/ids.ts'

/** Gives the focus to a message that one went to: the page could not take it while it was covered. */
export const focusMessage = (id: MessageId | undefined): void => {
  if (id === undefined) return
  document.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })
}
