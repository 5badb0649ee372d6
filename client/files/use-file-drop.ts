/** Files that are dropped anywhere on the conversation. */
import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import { isOtherText } from './other-text.ts'

/** Returns whether files are being dragged over it. `inside`: the box that they go to, within the conversation's page. */
export const useFileDrop = (
  inside: RefObject<HTMLElement | null>,
  /** `isElsewhere`: they were let go over a text that takes none. */
  onFiles: (files: readonly File[], isElsewhere: boolean) => void,
): boolean => {
  const [over, setOver] = useState(false)
  const take = useEffectEvent(onFiles)
  useEffect(() => {
    const page = inside.current?.closest<HTMLElement>('[data-conversation]')
    if (page === null || page === undefined) return undefined
    // Each part of the page that is entered says so, and each that is left.
    let depth = 0
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth++
      setOver(true)
    }
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault()
    }
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth--
      if (depth <= 0) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      // The editor would put a picture's address into the text.
      event.stopPropagation()
      depth = 0
      setOver(false)
      take([...(event.dataTransfer?.files ?? [])], isOtherText(event.target, inside.current))
    }
    const listening = new AbortController()
    const { signal } = listening
    page.addEventListener('dragenter', onEnter, { signal })
    page.addEventListener('dragover', onOver, { signal })
    page.addEventListener('dragleave', onLeave, { signal })
    page.addEventListener('drop', onDrop, { signal, capture: true })
    return () => listening.abort()
  }, [inside])
  return over
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true
