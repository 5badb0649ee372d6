/** What a message says of the files attached to it. The bytes stand elsewhere. */
import { type FileId, isFileId, isFileName, isFileType } from '../files.ts'

/** As its sender says: so that everybody can show it before it has arrived. Its type is only a guess then. */
export interface Attachment {
  readonly id: FileId
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly type: string
  /** Of a picture, in dots: the page keeps its place free. */
  readonly width?: number
  readonly height?: number
  /** Of a text, how many lines it has, up to one more than are shown: their place is kept free likewise. */
  readonly lines?: number
  /** What a picture shows, for those who cannot see it. */
  readonly alt?: string
}

export const ATTACHMENT_LIMITS = {
  /** One terabyte: what is really taken is the server's to say. */
  size: 2 ** 40,
  side: 100_000,
  lines: 7,
  altLength: 500,
} as const

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

const FIELDS: Readonly<Record<keyof Attachment, (value: unknown) => boolean>> = {
  id: isFileId,
  name: isFileName,
  size: (value) => isWhole(value, 0, ATTACHMENT_LIMITS.size),
  type: isFileType,
  width: (value) => isWhole(value, 1, ATTACHMENT_LIMITS.side),
  height: (value) => isWhole(value, 1, ATTACHMENT_LIMITS.side),
  lines: (value) => isWhole(value, 0, ATTACHMENT_LIMITS.lines),
  alt: (value) => typeof value === 'string' && value.length <= ATTACHMENT_LIMITS.altLength,
}
const REQUIRED = ['id', 'name', 'size', 'type'] as const

/** Whether a plain value is an attachment, with nothing else in it: what the gate lets in. */
export const isAttachment = (value: unknown): value is Attachment =>
  isRecord(value) &&
  !Array.isArray(value) &&
  REQUIRED.every((key) => Object.hasOwn(value, key)) &&
  Object.entries(value).every(
    ([key, held]) => Object.hasOwn(FIELDS, key) && FIELDS[key as keyof Attachment](held),
  )

/** Those that can be read, the first of an id; lenient as all reading. */
export const readAttachments = (value: unknown): readonly Attachment[] => {
  if (!Array.isArray(value)) return []
  const byId = new Map<FileId, Attachment>()
  for (const entry of value) if (isAttachment(entry) && !byId.has(entry.id)) byId.set(entry.id, entry)
  return [...byId.values()]
}
