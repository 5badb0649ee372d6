/**
 * How a file is given out: so that no browser ever runs it, whatever it holds. Pictures and PDF may be shown where
 * that is asked for; everything else is only ever saved.
 */
import { isPdf, isPicture, isText, UNKNOWN_TYPE } from '../../shared/files.ts'
import type { FileRecord } from '../files/file-records.ts'
import type { ByteRange } from '../files/file-store.ts'

/**
 * Nothing may run, load or be framed. A PDF is not sandboxed as well, since browsers then refuse to show it: it opens
 * in their own viewer, on a page of its own, where it cannot reach ours.
 */
const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
const VIEWER =
  "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"

export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  | { readonly kind: 'outside' }

/** One range of bytes. What cannot be read, and several at once, are answered with everything, as HTTP allows. */
export const rangeOf = (header: string | undefined, size: number): RangeAnswer => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (match === null) return { kind: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return { kind: 'whole' }
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < from) return { kind: 'whole' }
  return from >= size || (first === '' && Number(last) === 0)
    ? { kind: 'outside' }
    : { kind: 'part', range: { from, to } }
}

export const fileHeaders = (
  file: FileRecord,
  wish: { readonly view: boolean },
): Readonly<Record<string, string>> => {
  const mayShow = wish.view && (isPicture(file.type) || isPdf(file.type))
  return {
    'content-type': contentType(file.type),
    'content-disposition': `${mayShow ? 'inline' : 'attachment'}; ${fileNameParameters(file.name)}`,
    'content-security-policy': mayShow && isPdf(file.type) ? VIEWER : SANDBOX,
    'accept-ranges': 'bytes',
  }
}

/** What it is called says whoever links to it. */
export const ARCHIVE_HEADERS = {
  'content-type': 'application/zip',
  'content-disposition': 'attachment',
  'content-security-policy': SANDBOX,
} as const

const contentType = (type: string): string => {
  if (isText(type)) return 'text/plain; charset=utf-8'
  return isPicture(type) || isPdf(type) ? type : UNKNOWN_TYPE
}

/** RFC 6266: a plain name for old readers, and the name itself, every byte of it escaped that means something. */
const fileNameParameters = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${exact}`
}
