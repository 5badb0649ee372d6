/** The colours of code, in a chunk of their own: which stretch is a keyword, a string, a comment. */
import { common, createLowlight } from 'lowlight'

export interface Stretch {
  readonly text: string
  /** Classes of highlight.js, such as `hljs-keyword`. */
  readonly className: string | undefined
}

const lowlight = createLowlight(common)

/** The code in stretches, in order; `undefined` where the language is not known. */
export const colour = (code: string, language: string): readonly Stretch[] | undefined => {
  if (!lowlight.registered(language)) return undefined
  return stretchesOf(lowlight.highlight(language, code).children, undefined)
}

type Nodes = ReturnType<typeof lowlight.highlight>['children']

/** The innermost class counts. */
const stretchesOf = (nodes: Nodes, className: string | undefined): readonly Stretch[] =>
  nodes.flatMap((node): readonly Stretch[] => {
    if (node.type === 'text') return [{ text: node.value, className }]
    if (node.type !== 'element') return []
    const own = node.properties.className
    return stretchesOf(node.children, Array.isArray(own) ? String(own[0]) : className)
  })
