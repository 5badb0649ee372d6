/** Which texts of a conversation's page take no files: those that are written outside of the box of a new message. */

/** `box`: that of the new message. A text goes as far as its frame. */
export const isOtherText = (target: EventTarget | null, box: Element | null): boolean => {
  const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null
  const text = element?.closest('[data-shared-draft], [data-editing], [contenteditable="true"]') ?? null
  return text !== null && box?.contains(text) !== true
}
