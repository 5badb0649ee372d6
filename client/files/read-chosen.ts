/** A file as it goes into a message: its bytes without what pictures say of where they were taken, its type, its size. */
import { fileTypeOf, HEAD_BYTES } from '../../shared/file-type.ts'
import { isText } from '../../shared/files.ts'
import { countLines, LINES_BYTES } from './first-lines.ts'
import { measurePicture } from './measure-picture.ts'
import { withoutTraces } from './picture-traces.ts'

export interface ChosenFile {
  readonly blob: Blob
  /** As the server will say, so that nothing moves when it does: by what is in it, not by its name. */
  readonly type: string
  /** Of a picture, in dots. */
  readonly width?: number
  readonly height?: number
  /** Of a text, up to one more than are shown. */
  readonly lines?: number
}

/** `undefined` where it cannot be read: a folder, or a file that is gone. */
export const readChosen = async (chosen: File): Promise<ChosenFile | undefined> => {
  try {
    const blob = await withoutTraces(chosen)
    const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer())
    const type = fileTypeOf(head, blob.size)
    const lines = isText(type) ? { lines: countLines(await blob.slice(0, LINES_BYTES).text()) } : {}
    return { blob, type, ...lines, ...(await measurePicture(blob, type)) }
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
