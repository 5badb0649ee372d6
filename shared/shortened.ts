/** Texts that are cut to fit. */
import { BEGIN, isolated } from './isolated.ts'

const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The beginning of a text, of at most so many UTF-16 units with its ellipsis; no sign is cut in two. */
export const shortened = (text: string, most: number): string => {
  if (text.length <= most) return text
  if (text.startsWith(BEGIN)) return isolated(shortened(text.slice(1, -1), most))
  const end = Math.max(1, most - 1)
  const cut = signs.segment(text).containing(end)?.index ?? end
  return `${text.slice(0, cut === 0 ? end : cut).trimEnd()}…`
}
