/**
 * What bytes are a picture that browsers may be given: a whole, square PNG or WebP and nothing behind it. Told by
 * content alone; what a sender calls it counts for nothing. Pure. Formats: RFC 9649 (WebP), W3C PNG.
 */
import { PICTURE_LIMITS } from '../../shared/api-account.ts'
import type { PictureType } from './picture-store.ts'

export type PictureFormat =
  | { readonly kind: 'picture'; readonly type: PictureType }
  | { readonly kind: 'no-picture' }
  /** A picture, but not of the size and shape that is agreed. */
  | { readonly kind: 'wrong-size' }

export const pictureFormat = (bytes: Uint8Array): PictureFormat => {
  const found = pngOf(bytes) ?? webpOf(bytes)
  if (found === undefined) return { kind: 'no-picture' }
  const { width, height, type } = found
  const fits = width === height && width >= 1 && width <= PICTURE_LIMITS.side
  return fits ? { kind: 'picture', type } : { kind: 'wrong-size' }
}

interface Found {
  readonly type: PictureType
  readonly width: number
  readonly height: number
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const textAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, Math.min(at + 4, bytes.length)))

/** Chunk after chunk, from IHDR to IEND, which is the end of the file. */
const pngOf = (bytes: Uint8Array): Found | undefined => {
  if (bytes.length < 45 || PNG_SIGNATURE.some((byte, at) => bytes[at] !== byte)) return undefined
  if (textAt(bytes, 12) !== 'IHDR') return undefined
  const view = viewOf(bytes)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at)
    if (textAt(bytes, at + 4) === 'IEND') {
      return end === bytes.length
        ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
        : undefined
    }
    at = end
  }
  return undefined
}

/** A RIFF file of exactly its stated length; its size stands in the first chunk, in one of three ways. */
const webpOf = (bytes: Uint8Array): Found | undefined => {
  if (bytes.length < 30 || textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'WEBP') return undefined
  const view = viewOf(bytes)
  if (view.getUint32(4, true) + 8 !== bytes.length) return undefined
  const size = webpSize(textAt(bytes, 12), view)
  return size && { type: 'image/webp', ...size }
}

const webpSize = (chunk: string, view: DataView): Omit<Found, 'type'> | undefined => {
  switch (chunk) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return undefined
  }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
