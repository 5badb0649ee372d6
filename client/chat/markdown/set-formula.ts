/** KaTeX and its fonts, in a chunk of their own. */
import katex from 'katex'
import 'katex/dist/katex.min.css'

/**
 * Sets a formula into an element, as elements: nothing is parsed as HTML. Returns whether it could be read; links,
 * images and styles of a formula's own are not allowed, and neither are definitions that grow without end.
 */
export const setFormula = (into: HTMLElement, tex: string, displayMode: boolean): boolean => {
  try {
    katex.render(tex, into, { displayMode, trust: false, strict: 'ignore', maxExpand: 200, maxSize: 20 })
    return true
  } catch (error) {
    if (!(error instanceof katex.ParseError) && !(error instanceof RangeError)) throw error
    into.replaceChildren()
    return false
  }
}
