/** Diagrams as pictures, drawn one after the other and kept for as long as they fit. One for the page. */
import { type Frame, type FrameResult, openFrame } from './frame.ts'
import type { NotDrawn, Palette } from './messages.ts'
import { rendererCode } from './renderer-code.ts'

export interface Picture {
  readonly kind: 'picture'
  /** The picture itself. A document of no origin, also where somebody opens it in a tab of its own. */
  readonly address: `data:image/svg+xml,${string}`
  readonly width: number
  readonly height: number
  readonly title: string
}

/** `absent`: what draws is not on this device yet, and there is no network. */
export type Drawn = Picture | { readonly kind: NotDrawn | 'slow' | 'absent' }

export interface Drawings {
  /** What is known already. */
  readonly known: (code: string, palette: Palette) => Drawn | undefined
  readonly draw: (code: string, palette: Palette) => Promise<Drawn>
}

/** Characters of pictures, and results of any kind. */
const MAX_KEPT_CHARACTERS = 16_000_000
const MAX_KEPT = 400
/** A frame with the library takes some 30 MB: without work it goes after a while. */
const IDLE_MILLISECONDS = 60_000

export const createDrawings = (): Drawings => {
  /** The latest used last. */
  const kept = new Map<string, Drawn>()
  let characters = 0
  let frame: Frame | undefined
  let idle: ReturnType<typeof setTimeout> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let orders = 0

  const keyOf = (code: string, { isDark }: Palette): string => `${isDark ? 'dark' : 'light'} ${code}`
  const keep = (key: string, drawn: Drawn): Drawn => {
    forget(key)
    kept.set(key, drawn)
    characters += weightOf(drawn)
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT && characters <= MAX_KEPT_CHARACTERS) break
      forget(oldest)
    }
    return drawn
  }
  const forget = (key: string): void => {
    const drawn = kept.get(key)
    if (drawn === undefined) return
    characters -= weightOf(drawn)
    kept.delete(key)
  }
  const closeFrame = (): void => {
    frame?.close()
    frame = undefined
  }

  const drawNow = async (code: string, palette: Palette): Promise<Drawn> => {
    const key = keyOf(code, palette)
    const known = kept.get(key)
    if (known !== undefined) return known
    clearTimeout(idle)
    if (frame === undefined) {
      const program = await rendererCode()
      frame = program === undefined ? undefined : await openFrame(program)
    }
    // Tried again the next time: the network may be back.
    if (frame === undefined) return { kind: 'absent' }
    orders++
    const result = await frame.draw({ id: orders, code, palette })
    if (result.kind === 'slow') closeFrame()
    else idle = setTimeout(closeFrame, IDLE_MILLISECONDS)
    return keep(key, drawnOf(result))
  }

  return {
    known: (code, palette) => {
      const key = keyOf(code, palette)
      const drawn = kept.get(key)
      return drawn && keep(key, drawn)
    },
    draw: (code, palette) => {
      const drawn = last.then(() => drawNow(code, palette))
      last = drawn.catch(() => undefined)
      return drawn
    },
  }
}

const drawnOf = (result: FrameResult): Drawn => {
  if (result.kind !== 'drawn') return { kind: result.kind }
  const { svg, width, height, title } = result
  return { kind: 'picture', address: `data:image/svg+xml,${encodeURIComponent(svg)}`, width, height, title }
}

const weightOf = (drawn: Drawn): number => (drawn.kind === 'picture' ? drawn.address.length : 0)
