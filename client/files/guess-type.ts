/** What a file probably is, to show it before the server has looked: by the browser's word, and whether it is text. */
import { isFileType, isPdf, isPicture, UNKNOWN_TYPE } from '../../shared/files.ts'

const LOOKED_AT = 4096

export const guessType = async (file: File): Promise<string> => {
  const said = file.type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (isPicture(said) || isPdf(said) || /^(audio|video)\//.test(said)) return said
  const head = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer())
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: file.size > LOOKED_AT })
    if (!text.includes('\0')) return 'text/plain'
  } catch {
    // It is no text, which is the answer.
  }
  return isFileType(said) ? said : UNKNOWN_TYPE
}
