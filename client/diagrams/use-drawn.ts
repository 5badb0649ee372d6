/** A diagram's picture, drawn once it comes near. The one that is there stays until the next is. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useNear } from '../chat/markdown/use-near.ts'
import { createDrawings, type Drawn } from './drawings.ts'
import { keepPlace } from './kept-place.ts'
import { paletteFor } from './palette.ts'
import { useIsDark } from './use-is-dark.ts'

const drawings = createDrawings()

/** `place`: the element that it is shown in. */
export const useDrawn = (code: string, place: RefObject<Element | null>): Drawn | undefined => {
  const near = useNear(place)
  const isDark = useIsDark()
  const [drawn, setDrawn] = useState(() => drawings.known(code, paletteFor(isDark)))
  const settle = useRef<() => void>(undefined)
  useEffect(() => {
    if (!near) return undefined
    let isOver = false
    void drawings.draw(code, paletteFor(isDark)).then((picture) => {
      if (isOver) return
      settle.current = keepPlace(place.current)
      setDrawn(picture)
    })
    return () => {
      isOver = true
    }
  }, [code, near, isDark, place])
  useLayoutEffect(() => {
    settle.current?.()
    settle.current = undefined
  }, [drawn])
  return drawn
}
