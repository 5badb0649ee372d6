/**
 * What a file is, by its content alone: a name or a sender's word says nothing. Only what is treated differently is
 * told apart; everything that is text is plain text, HTML and SVG too, so that no browser ever runs it. The server
 * says it of what it has; a page says the same before, so that others see the file as it will be. Pure.
 */
import { UNKNOWN_TYPE } from './files.ts'

/** How many bytes from the beginning are looked at. */
export const HEAD_BYTES = 4096

interface Mark {
  readonly type: string
  readonly at: number
  /** In Latin-1. */
  readonly bytes: string
}

const mark = (type: string, bytes: string, at = 0): Mark => ({ type, at, bytes })

/** The first that fits counts. */
const MARKS: readonly Mark[] = [
  mark('image/png', '\x89PNG\r\n\x1a\n'),
  mark('image/jpeg', '\xff\xd8\xff'),
  mark('image/gif', 'GIF87a'),
  mark('image/gif', 'GIF89a'),
  mark('image/webp', 'WEBP', 8),
  mark('image/avif', 'ftypavif', 4),
  mark('image/bmp', 'BM'),
  mark('application/pdf', '%PDF-'),
  mark('application/zip', 'PK\x03\x04'),
  mark('application/zip', 'PK\x05\x06'),
  mark('application/gzip', '\x1f\x8b\x08'),
  mark('application/x-7z-compressed', "7z\xbc\xaf'\x1c"),
  mark('audio/mpeg', 'ID3'),
  mark('audio/ogg', 'OggS'),
  mark('audio/flac', 'fLaC'),
  mark('audio/wav', 'WAVE', 8),
  mark('video/webm', '\x1aE\xdf\xa3'),
  mark('video/mp4', 'ftyp', 4),
]

/** Of the first `HEAD_BYTES` bytes, or all where there are fewer. */
export const fileTypeOf = (head: Uint8Array, size: number): string => {
  const found = MARKS.find(({ at, bytes }) => hasBytes(head, at, bytes) && isWhole(bytes, head, size))
  if (found !== undefined) return found.type
  return isText(head, head.length < size) ? 'text/plain' : UNKNOWN_TYPE
}

const hasBytes = (head: Uint8Array, at: number, bytes: string): boolean => {
  if (head.length < at + bytes.length) return false
  for (let index = 0; index < bytes.length; index++) {
    if (head[at + index] !== bytes.charCodeAt(index)) return false
  }
  return true
}

/** `BM` begins words, too: a picture says its size after it. */
const isWhole = (bytes: string, head: Uint8Array, size: number): boolean =>
  bytes !== 'BM' ||
  (head.length >= 6 && new DataView(head.buffer, head.byteOffset).getUint32(2, true) === size)

/** UTF-8, or UTF-16 that says so, without control characters that no text has. */
const isText = (head: Uint8Array, isCut: boolean): boolean => {
  const [first, second] = head
  const wide =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined
  try {
    const text = new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(head, { stream: isCut })
    return Array.from(text, (character) => character.charCodeAt(0)).every(isOfText)
  } catch {
    // It is no text in this encoding, which is the answer.
    return false
  }
}

/** Of the control characters, text has tabs, ends of lines and pages (9 to 13), and what colours a terminal (27). */
const isOfText = (code: number): boolean =>
  (code >= 0x20 && code !== 0x7f) || (code >= 0x09 && code <= 0x0d) || code === 0x1b
