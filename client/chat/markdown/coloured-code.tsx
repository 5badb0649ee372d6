/** Code with its colours, once it comes near and stands still for a moment. What is added meanwhile has none yet. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Stretch } from './colours.ts'
import styles from './markdown.module.css'
import { useNear } from './use-near.ts'

/** Longer code is shown plain: reading it for its colours takes longer than a frame. In characters. */
const LONGEST = 30_000
const STILL_MILLISECONDS = 120

export const ColouredCode = ({ code, language }: { readonly code: string; readonly language: string }) => {
  const element = useRef<HTMLElement>(null)
  const near = useNear(element)
  const [known, setKnown] = useState<{ readonly code: string; readonly stretches: readonly Stretch[] }>()
  const isWanted = near && language !== '' && code.length <= LONGEST
  useEffect(() => {
    if (!isWanted) return undefined
    let isOver = false
    const timer = setTimeout(() => {
      void import('./colours.ts')
        .then(({ colour }) => {
          const stretches = isOver ? undefined : colour(code, language)
          if (stretches !== undefined) setKnown({ code, stretches })
        })
        // Off line, and never opened before: code is read without colours, too.
        .catch(() => undefined)
    }, STILL_MILLISECONDS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isWanted, code, language])
  const isKnown = known !== undefined && code.startsWith(known.code)
  return (
    <code ref={element} className={styles.coloured}>
      {isKnown ? drawn(known.stretches) : code}
      {isKnown && code.slice(known.code.length)}
    </code>
  )
}

const drawn = (stretches: readonly Stretch[]): ReactNode =>
  // Stretches have no ids, and are read anew together.
  stretches.map(({ text, className }, index) =>
    className === undefined ? (
      text
    ) : (
      <span key={index} className={className}>
        {text}
      </span>
    ),
  )
