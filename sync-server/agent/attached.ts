/**
 * What a model gets of the files along its path: the words of texts, pictures and PDF where it reads them, and of
 * everything else that it is there and why it is not shown. The newest count first, where not all of it fits.
 */
import {
  type ArrivedFile,
  type Attachment,
  type ContextMessage,
  type ConversationRoots,
  readFile,
  type UnreadReason,
} from '../../shared/document/index.ts'
import { type FileId, isPdf, isPicture, isText } from '../../shared/files.ts'
import type { ConversationId } from '../../shared/ids.ts'
import type { AgentFiles } from './files.ts'
import type { ModelReads } from './model.ts'

/** A file as it goes into the prompt. */
export type FileForModel =
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'bytes'; readonly type: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unread'; readonly why: UnreadReason }

export type FilesForModel = ReadonlyMap<FileId, FileForModel>

/** What is sent at most: providers take pictures of 5 MB, and some 20 MB in all. */
const PICTURE_BYTES = 5 * 1024 * 1024
const PDF_BYTES = 10 * 1024 * 1024
const ALL_BYTES = 16 * 1024 * 1024
/** Of all texts together, in bytes, where it is not known how much the model takes. */
const TEXT_BYTES = 400_000
/** Less of a text than this says nothing. */
const LEAST_TEXT = 400

/** Models read these; others of our pictures only browsers do. */
const MODEL_PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export const loadFiles = async (deps: {
  readonly context: readonly ContextMessage[]
  readonly roots: ConversationRoots
  readonly conversationId: ConversationId
  readonly files: AgentFiles | undefined
  readonly reads: ModelReads
  readonly contextTokens: number | undefined
}): Promise<FilesForModel> => {
  const { context, roots, conversationId, files, reads, contextTokens } = deps
  const loaded = new Map<FileId, FileForModel>()
  // Half of what the model takes, at three bytes a token.
  let textRoom = contextTokens === undefined ? TEXT_BYTES : Math.floor((contextTokens * 3) / 2)
  let bytesRoom = ALL_BYTES

  const load = async (attachment: Attachment): Promise<FileForModel> => {
    const arrived = readFile(roots, attachment.id)
    if (arrived === undefined || files === undefined) return unread('not-here')
    const refused = refusalOf(arrived, reads)
    if (refused !== undefined) return unread(refused)
    const room = isText(arrived.type) ? textRoom : bytesRoom
    if (isText(arrived.type) ? room < Math.min(LEAST_TEXT, arrived.size) : arrived.size > room) {
      return unread('too-large')
    }
    const bytes = await files.read(conversationId, attachment.id, Math.max(1, Math.min(arrived.size, room)))
    if (bytes === undefined) return unread('not-here')
    if (!isText(arrived.type)) {
      bytesRoom -= bytes.length
      return { kind: 'bytes', type: arrived.type, bytes }
    }
    textRoom -= bytes.length
    const isCut = bytes.length < arrived.size
    return { kind: 'text', text: textOf(bytes, isCut), isCut }
  }

  for (const { attachments = [] } of context.toReversed()) {
    for (const attachment of attachments) {
      if (!loaded.has(attachment.id)) loaded.set(attachment.id, await load(attachment))
    }
  }
  return loaded
}

const unread = (why: UnreadReason): FileForModel => ({ kind: 'unread', why })

const refusalOf = ({ type, size }: ArrivedFile, reads: ModelReads): UnreadReason | undefined => {
  if (isText(type)) return reads.text ? undefined : 'kind'
  if (isPicture(type)) {
    if (!reads.pictures) return 'no-pictures'
    if (!MODEL_PICTURES.has(type)) return 'kind'
    return size > PICTURE_BYTES ? 'too-large' : undefined
  }
  if (!isPdf(type)) return 'kind'
  if (!reads.pdf) return 'no-pdf'
  return size > PDF_BYTES ? 'too-large' : undefined
}

/** UTF-8, or UTF-16 that says so. What is cut in the middle of a character ends before it. */
const textOf = (bytes: Uint8Array, isCut: boolean): string => {
  const [first, second] = bytes
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(wide).decode(bytes, { stream: isCut })
}
