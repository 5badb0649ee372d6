/**
 * Reads PDF in a worker and draws pages on canvases. Nothing of what a file holds runs: scripts and forms in it are
 * not looked at. Its own chunk, since it is large.
 */
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = workerAddress

export interface Pdf {
  readonly pages: number
  /** Draws a page, as wide as said in dots of the screen. Resolves to its height over its width. */
  readonly draw: (canvas: HTMLCanvasElement, page: number, width: number) => Promise<number>
  readonly close: () => void
}

/** No canvas is larger, whatever a page says of itself. */
const MOST_DOTS = 16_000_000

/** From the device where it has the bytes, else from an address, in pieces as they are needed. */
export const openPdf = async (source: Blob | string): Promise<Pdf> => {
  const from = typeof source === 'string' ? { url: source } : { data: await source.arrayBuffer() }
  const loading = getDocument({
    ...from,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    // The policy of the page allows no compiling: what some scans need comes as plain scripts of ours.
    useWasm: false,
    wasmUrl: '/pdf/',
    cMapUrl: '/pdf/',
    standardFontDataUrl: '/pdf/',
    verbosity: 0,
  })
  const document: PDFDocumentProxy = await loading.promise
  return {
    pages: document.numPages,
    draw: async (canvas, number, width) => {
      const page: PDFPageProxy = await document.getPage(number)
      const natural = page.getViewport({ scale: 1 })
      const ratio = natural.height / natural.width
      const wanted = width * devicePixelRatio
      const fitting = Math.min(wanted, Math.sqrt(MOST_DOTS / ratio))
      const viewport = page.getViewport({ scale: fitting / natural.width })
      canvas.width = Math.max(1, Math.floor(viewport.width))
      canvas.height = Math.max(1, Math.floor(viewport.height))
      await page.render({ canvas, viewport }).promise
      page.cleanup()
      return ratio
    },
    close: () => void loading.destroy(),
  }
}
