/** A file as it goes into a message: its bytes without what pictures say of where they were taken, its type, its size. */
import { isText } from '../../shared/files.ts'
import { countLines, LINES_BYTES } from './first-lines.ts'
import { guessType } from './guess-type.ts'
import { measurePicture } from './measure-picture.ts'
import { withoutTraces } from './picture-traces.ts'

export interface ChosenFile {
  readonly blob: Blob
  /** Only a guess; the server looks. */
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
    const type = await guessType(chosen)
    const blob = await withoutTraces(chosen)
    const lines = isText(type) ? { lines: countLines(await blob.slice(0, LINES_BYTES).text()) } : {}
    return { blob, type, ...lines, ...(await measurePicture(blob, type)) }
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
