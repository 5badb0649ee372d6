/**
 * What the page and the frame that draws say to each other. The frame reads what a hostile author wrote: the page
 * takes nothing from it that does not pass `readAnswer`.
 */

export interface Palette {
  readonly isDark: boolean
  /** Colours as `#rrggbb`, which is what the library can calculate with. */
  readonly paper: string
  readonly fill: string
  readonly second: string
  readonly third: string
  readonly ink: string
  readonly line: string
  readonly note: string
  readonly branches: readonly string[]
}

export interface DrawingOrder {
  readonly id: number
  readonly code: string
  readonly palette: Palette
}

export interface Drawing {
  readonly kind: 'drawn'
  readonly svg: string
  /** In pixels, as it was meant. */
  readonly width: number
  readonly height: number
  /** What its author calls it, or of what kind it is. */
  readonly title: string
}

/** `unreadable`: not in the language of diagrams; `large`: more than a page should be asked to draw. */
export type NotDrawn = 'unreadable' | 'large'

export type DrawingAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Drawing | { readonly kind: NotDrawn } }

/** Nobody writes or reads larger ones: characters of the source and of the picture, pixels, lines between things. */
export const MAX_CODE = 20_000
export const MAX_SVG = 1_000_000
export const MAX_SIDE = 12_000
export const MAX_EDGES = 300
const MAX_TITLE = 200

/** The answer, where it is one. */
export const readAnswer = (data: unknown): DrawingAnswer | undefined => {
  if (!isRecord(data)) return undefined
  if (data.kind === 'ready') return { kind: 'ready' }
  if (data.kind !== 'answer' || typeof data.id !== 'number' || !isRecord(data.result)) return undefined
  const result = readResult(data.result)
  return result && { kind: 'answer', id: data.id, result }
}

const readResult = (result: Record<string, unknown>): Drawing | { readonly kind: NotDrawn } | undefined => {
  const { kind, svg, width, height, title } = result
  if (kind === 'unreadable' || kind === 'large') return { kind }
  if (kind !== 'drawn' || typeof svg !== 'string' || typeof title !== 'string') return undefined
  if (svg.length > MAX_SVG || !isSide(width) || !isSide(height)) return { kind: 'large' }
  return { kind, svg, width, height, title: title.slice(0, MAX_TITLE) }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isSide = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= MAX_SIDE
