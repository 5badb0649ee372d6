/** A formula, set once it comes near and its setter is here; until then, and where it is none, as it was written. */
import { useEffect, useRef, useState } from 'react'
import styles from './markdown.module.css'
import { useNear } from './use-near.ts'

export const Formula = ({ tex, display }: { readonly tex: string; readonly display: boolean }) => {
  const place = useRef<HTMLSpanElement>(null)
  const near = useNear(place)
  const [isSet, setIsSet] = useState(false)
  useEffect(() => {
    if (!near) return undefined
    let isOver = false
    void import('./set-formula.ts')
      .then(({ setFormula }) => {
        if (!isOver && place.current !== null) setIsSet(setFormula(place.current, tex, display))
      })
      // Off line, and never opened before: the formula stands as it was written.
      .catch(() => undefined)
    return () => {
      isOver = true
    }
  }, [near, tex, display])
  return (
    <span
      className={display ? styles.displayed : undefined}
      dir="ltr"
      data-formula={isSet ? 'set' : 'written'}
    >
      <span ref={place} />
      {!isSet && <code>{tex}</code>}
    </span>
  )
}
