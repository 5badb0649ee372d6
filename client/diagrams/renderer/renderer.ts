/**
 * Draws diagrams, in a frame that has no origin, no network and no page of its own. Knows nothing but the text it is
 * sent; whatever it does, the page that asked takes a picture from it or nothing.
 */
import mermaid from 'mermaid'
import {
  type Drawing,
  type DrawingAnswer,
  type DrawingOrder,
  MAX_CODE,
  MAX_EDGES,
  MAX_SIDE,
  MAX_SVG,
  type NotDrawn,
} from '../messages.ts'
import { themeOf } from './theme.ts'

const answer = (message: DrawingAnswer): void => window.parent.postMessage(message, '*')

const draw = async ({ id, code, palette }: DrawingOrder): Promise<Drawing | { readonly kind: NotDrawn }> => {
  if (code.length > MAX_CODE) return { kind: 'large' }
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    // What a diagram may not set for itself.
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
      'htmlLabels',
      'dompurifyConfig',
      'fontFamily',
      'altFontFamily',
      'themeCSS',
      'layout',
    ],
    maxTextSize: MAX_CODE,
    maxEdges: MAX_EDGES,
    suppressErrorRendering: true,
    // Words as SVG's own: HTML within a picture is drawn differently by every browser.
    htmlLabels: false,
    // The library's own choice, ELK, is half as large again as all the rest of it.
    layout: 'dagre',
    flowchart: { layout: 'dagre' },
    class: { layout: 'dagre' },
    logLevel: 'fatal',
    ...themeOf(palette),
  })
  try {
    const { svg, diagramType } = await mermaid.render(`drawing-${id}`, code)
    return pictureOf(svg, diagramType)
  } catch (error) {
    return { kind: isLimit(error) ? 'large' : 'unreadable' }
  } finally {
    document.body.replaceChildren()
  }
}

/** The library says so in words alone. */
const isLimit = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('limit exceeded')

/** A picture that stands for itself: with a size in pixels instead of that of a page. */
const pictureOf = (text: string, type: string): Drawing | { readonly kind: NotDrawn } => {
  const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
  const box =
    svg
      .getAttribute('viewBox')
      ?.split(/[\s,]+/)
      .map(Number) ?? []
  const [, , width = Number.NaN, height = Number.NaN] = box
  if (svg.localName !== 'svg' || !(width > 0 && height > 0)) return { kind: 'unreadable' }
  if (width > MAX_SIDE || height > MAX_SIDE) return { kind: 'large' }
  svg.setAttribute('width', String(width))
  svg.setAttribute('height', String(height))
  svg.style.removeProperty('max-width')
  const picture = new XMLSerializer().serializeToString(svg)
  if (picture.length > MAX_SVG) return { kind: 'large' }
  const title = svg.querySelector(':scope > title')?.textContent ?? wordFor(type)
  return { kind: 'drawn', svg: picture, width, height, title }
}

/** `flowchart-v2` and the like are the library's own names. */
const wordFor = (type: string): string => type.replace(/-.*$|Diagram$/, '')

// Elsewhere than in such a frame it would read hostile text within reach of the app.
if (window.origin === 'null') {
  window.addEventListener('message', (event: MessageEvent<DrawingOrder>) => {
    if (event.source !== window.parent) return
    const order = event.data
    void draw(order).then((result) => answer({ kind: 'answer', id: order.id, result }))
  })
  answer({ kind: 'ready' })
}
