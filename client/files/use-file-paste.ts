/** Files that are pasted anywhere on the conversation, also while the cursor stands in no text. */
import { type RefObject, useEffect, useEffectEvent } from 'react'
import { isOtherText } from './other-text.ts'

/** `inside`: the box that they go to, anywhere within the conversation's page. */
export const useFilePaste = (
  inside: RefObject<HTMLElement | null>,
  /** `isElsewhere`: they were pasted into a text that takes none. */
  onFiles: (files: readonly File[], isElsewhere: boolean) => void,
): void => {
  const take = useEffectEvent(onFiles)
  useEffect(() => {
    const { current: box } = inside
    const page = box?.closest('[data-conversation]')
    const onPaste = (event: ClipboardEvent): void => {
      const { target, clipboardData } = event
      const files = [...(clipboardData?.files ?? [])]
      // Office programs put a picture of the text beside the text.
      if (files.length === 0 || clipboardData?.types.includes('text/plain') === true) return
      const isHere = target === document.body || (target instanceof Node && page?.contains(target) === true)
      if (!isHere) return
      event.preventDefault()
      event.stopPropagation()
      take(files, isOtherText(target, box))
    }
    document.addEventListener('paste', onPaste, { capture: true })
    return () => document.removeEventListener('paste', onPaste, { capture: true })
  }, [inside])
}
