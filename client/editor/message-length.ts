/** How long a message may be: as long as a draft that is kept, which the server takes in one piece. */
import { PERSONAL_VALUE_LENGTH } from '../../shared/document/index.ts'
import type { EditorJson } from './rich-text.ts'

export const isTooLong = (json: EditorJson | undefined): boolean =>
  json !== undefined && JSON.stringify(json).length > PERSONAL_VALUE_LENGTH

export const TOO_LONG_WORDS =
  'This is too long for one message. Attach a part of it as a file, or send it in parts.'

/** Text that is pasted goes along as a file from here on, in characters. */
export const LONG_PASTE = 30_000
