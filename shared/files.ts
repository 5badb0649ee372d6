/**
 * Attached files, as both sides see them: ids, names, and which types a page may show. What stands in the document is
 * in `document/attachments.ts`, the requests are in `file-api.ts`. Pure.
 */
import { digest } from 'lib0/hash/sha256'
import type { ConversationId, PrincipalId } from './ids.ts'

declare const brand: unique symbol
/** 43 characters: a SHA-256 in base64url. */
export type FileId = string & { readonly [brand]: 'FileId' }

const FILE_ID = /^[A-Za-z0-9_-]{43}$/
export const isFileId = (value: unknown): value is FileId => typeof value === 'string' && FILE_ID.test(value)

/** How long the secret behind a file's id is, in characters of the alphabet of ids. */
export const FILE_SECRET = /^[A-Za-z0-9_-]{20,64}$/

/**
 * The id of a file. A message may name it before the file is on the server, off line for days; so the id says by
 * itself whose it is and where it belongs. Only who knows the secret can bring the file, only in their own name, and
 * only into this conversation: nobody can put something else in its place, or make another conversation's file
 * theirs by naming it.
 */
export const fileIdOf = (conversationId: ConversationId, by: PrincipalId, secret: string): FileId => {
  const bytes = digest(new TextEncoder().encode(`${conversationId}\n${by}\n${secret}`))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '') as FileId
}

export const FILE_NAME_LENGTH = 200

/**
 * Parts of paths, control characters, marks that turn the direction of what stands beside them, and signs that nobody
 * sees. Joiners stay, which scripts and emoji are written with.
 */
const NO_NAME = /[\p{Cc}\p{Bidi_Control}/\\\u2028\u2029\u200b\u2060-\u2064\u180e\ufeff]/u
const NO_NAMES = new RegExp(NO_NAME, 'gu')

/** Whether this may be a file's name: one visible line, no path, not `.` or `..`. */
export const isFileName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= FILE_NAME_LENGTH &&
  value.trim() !== '' &&
  !NO_NAME.test(value) &&
  !/^\.{1,2}$/.test(value)

/** A name like the given one that may be a file's. A long one keeps its ending. */
export const toFileName = (given: string): string => {
  const name = given.replace(NO_NAMES, '_').trim().replace(/^\.+$/, '')
  if (name === '') return 'file'
  if (name.length <= FILE_NAME_LENGTH) return name
  const ending = /\.[A-Za-z0-9]{1,12}$/.exec(name)?.[0] ?? ''
  return `${wellFormed(name.slice(0, FILE_NAME_LENGTH - ending.length))}${ending}`
}

/** Without the half of a character at its end. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udbff]$/, '')

/** A media type without parameters, in lower case. */
const FILE_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,80}$/
export const isFileType = (value: unknown): value is string =>
  typeof value === 'string' && FILE_TYPE.test(value)

/** Pictures that a page may show: made of dots, with nothing in them that runs. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
])
export const isPicture = (type: string): boolean => PICTURES.has(type)
export const isText = (type: string): boolean => type.startsWith('text/')
export const isPdf = (type: string): boolean => type === 'application/pdf'

/** What nobody knows better. */
export const UNKNOWN_TYPE = 'application/octet-stream'

/** Why a file that a message names does not come. */
export const FILE_ABSENCES = [
  'too-large',
  'conversation-full',
  'person-full',
  /** Who was to bring it may not any more. */
  'no-right',
  /** Who was to bring it has thought better of it. */
  'taken-off',
  /** It had not arrived where the conversation was forked from. */
  'left-behind',
] as const
export type FileAbsence = (typeof FILE_ABSENCES)[number]
