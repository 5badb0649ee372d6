/** A diagram's picture, drawn once it comes near. The one that is there stays until the next is. */
import { useEffect, useState } from 'react'
import { createDrawings, type Drawn } from './drawings.ts'
import { paletteFor } from './palette.ts'
import { useIsDark } from './use-is-dark.ts'

const drawings = createDrawings()

export const useDrawn = (code: string, near: boolean): Drawn | undefined => {
  const isDark = useIsDark()
  const [drawn, setDrawn] = useState(() => drawings.known(code, paletteFor(isDark)))
  useEffect(() => {
    if (!near) return undefined
    let isOver = false
    void drawings.draw(code, paletteFor(isDark)).then((picture) => {
      if (!isOver) setDrawn(picture)
    })
    return () => {
      isOver = true
    }
  }, [code, near, isDark])
  return drawn
}
