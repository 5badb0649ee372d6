/**
 * Takes out of a picture what the camera wrote beside it: where and when it was taken, with which device, a second
 * picture or a film behind it. What it shows stays as it is, dot for dot, with its colours and the way it is turned.
 * JPEG, PNG and WebP; everything else is left alone.
 */

/** The picture without its traces; the same where it has none, or is none of these. */
export const withoutTraces = async (file: Blob): Promise<Blob> => {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const clean = [cleanJpeg, cleanPng, cleanWebp].find(({ isOne }) => isOne(head))?.clean
  if (clean === undefined) return file
  const bytes = new Uint8Array(await file.arrayBuffer())
  const parts = clean(bytes)
  const isSame = parts.length === 1 && parts[0]?.length === bytes.length
  return isSame ? file : new Blob(parts as Uint8Array<ArrayBuffer>[], { type: file.type })
}

const HEAD_BYTES = 16

interface Format {
  readonly isOne: (head: Uint8Array) => boolean
  /** The pieces that stay, in order. What cannot be followed stays as it is. */
  readonly clean: (bytes: Uint8Array) => readonly Uint8Array[]
}

const latin = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length))
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Pieces that follow each other become one again: nothing is copied that stays. */
const keeper = (bytes: Uint8Array) => {
  const parts: Uint8Array[] = []
  let from = 0
  let to = 0
  const flush = (): void => {
    if (to > from) parts.push(bytes.subarray(from, to))
  }
  return {
    keep: (start: number, end: number): void => {
      if (start !== to) {
        flush()
        from = start
      }
      to = end
    },
    add: (part: Uint8Array): void => {
      flush()
      from = to
      parts.push(part)
    },
    parts: (): readonly Uint8Array[] => {
      flush()
      from = to
      return parts
    },
  }
}

const EXIF = 'Exif\0\0'
const MARKER = { start: 0xd8, end: 0xd9, scan: 0xda, comment: 0xfe, app0: 0xe0, app1: 0xe1, appLast: 0xef }
const isApp = (marker: number): boolean => marker >= MARKER.app0 && marker <= MARKER.appLast

/** Of the segments beside the picture only those stay that say how its colours are meant. */
const staysInJpeg = (marker: number, bytes: Uint8Array, at: number): boolean => {
  if (marker === MARKER.comment) return false
  if (!isApp(marker)) return true
  const says = (word: string): boolean => latin(bytes, at, word.length) === word
  return says('JFIF\0') || says('ICC_PROFILE\0') || says('Adobe')
}

const cleanJpeg: Format = {
  isOne: (head) => head[0] === 0xff && head[1] === MARKER.start && head[2] === 0xff,
  clean: (bytes) => {
    const view = viewOf(bytes)
    const { keep, add, parts } = keeper(bytes)
    keep(0, 2)
    let at = 2
    while (at + 4 <= bytes.length && bytes[at] === 0xff) {
      const marker = view.getUint8(at + 1)
      if (marker === MARKER.end) {
        // Phones hang a film or a second picture on behind it.
        keep(at, at + 2)
        return parts()
      }
      const end = Math.min(bytes.length, at + 2 + view.getUint16(at + 2))
      if (marker === MARKER.app1 && latin(bytes, at + 4, EXIF.length) === EXIF) {
        const turned = orientationIn(bytes.subarray(at + 4 + EXIF.length, end))
        if (turned !== undefined) add(exifSegment(turned))
      } else if (staysInJpeg(marker, bytes, at + 4)) keep(at, end)
      at = end
      if (marker === MARKER.scan) {
        const scanned = endOfScan(bytes, at)
        keep(at, scanned)
        at = scanned
      }
    }
    // What ends early, or goes on as no JPEG does, is kept as it is.
    keep(at, bytes.length)
    return parts()
  },
}

/** Where the next marker is: zeros and restarts belong to the scan. */
const endOfScan = (bytes: Uint8Array, from: number): number => {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

const ORIENTATION = 0x0112

/** How a picture is turned, where it is: 2 to 8. `tiff`: what Exif data begins with. */
const orientationIn = (tiff: Uint8Array): number | undefined => {
  if (tiff.length < 14) return undefined
  const view = viewOf(tiff)
  const little = latin(tiff, 0, 2) === 'II'
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return undefined
  const count = view.getUint16(directory, little)
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > tiff.length) return undefined
    if (view.getUint16(entry, little) !== ORIENTATION) continue
    const turned = view.getUint16(entry + 8, little)
    return turned >= 2 && turned <= 8 ? turned : undefined
  }
  return undefined
}

/** Exif data that says nothing else. */
const tiffOf = (turned: number): Uint8Array => {
  const tiff = new Uint8Array(26)
  const view = viewOf(tiff)
  tiff.set([0x4d, 0x4d, 0, 42])
  view.setUint32(4, 8)
  view.setUint16(8, 1)
  view.setUint16(10, ORIENTATION)
  view.setUint16(12, 3)
  view.setUint32(14, 1)
  view.setUint16(18, turned)
  return tiff
}

const exifSegment = (turned: number): Uint8Array => {
  const tiff = tiffOf(turned)
  const segment = new Uint8Array(4 + EXIF.length + tiff.length)
  segment.set([0xff, MARKER.app1])
  viewOf(segment).setUint16(2, segment.length - 2)
  segment.set(new TextEncoder().encode(EXIF), 4)
  segment.set(tiff, 4 + EXIF.length)
  return segment
}

const PNG_TRACES = /xmp|exif|iptc|app1|gps|location/i

const cleanPng: Format = {
  isOne: (head) => latin(head, 0, 8) === '\x89PNG\r\n\x1a\n',
  clean: (bytes) => {
    const view = viewOf(bytes)
    const { keep, add, parts } = keeper(bytes)
    keep(0, 8)
    let at = 8
    while (at + 12 <= bytes.length) {
      const length = view.getUint32(at)
      const end = at + 12 + length
      if (end > bytes.length) break
      const type = latin(bytes, at + 4, 4)
      if (type === 'eXIf') {
        const turned = orientationIn(bytes.subarray(at + 8, end - 4))
        if (turned !== undefined) add(pngChunk('eXIf', tiffOf(turned)))
      } else if (type !== 'tIME' && !isTextTrace(type, bytes, at + 8, length)) keep(at, end)
      at = end
      if (type === 'IEND') return parts()
    }
    keep(at, bytes.length)
    return parts()
  },
}

const isTextTrace = (type: string, bytes: Uint8Array, at: number, length: number): boolean =>
  ['tEXt', 'zTXt', 'iTXt'].includes(type) && PNG_TRACES.test(latin(bytes, at, Math.min(length, 79)))

const pngChunk = (type: string, data: Uint8Array): Uint8Array => {
  const chunk = new Uint8Array(12 + data.length)
  viewOf(chunk).setUint32(0, data.length)
  chunk.set(new TextEncoder().encode(type), 4)
  chunk.set(data, 8)
  viewOf(chunk).setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)))
  return chunk
}

/** As PNG has it. For a few bytes: without a table. */
const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** Flags of the first chunk that say whether the others follow. */
const WEBP_FLAGS = { exif: 0x08, xmp: 0x04 }

const cleanWebp: Format = {
  isOne: (head) => latin(head, 0, 4) === 'RIFF' && latin(head, 8, 4) === 'WEBP',
  clean: (bytes) => {
    const view = viewOf(bytes)
    const chunks: Uint8Array[] = []
    let turned: number | undefined
    let hasTraces = false
    for (let at = 12; at + 8 <= bytes.length; ) {
      const length = view.getUint32(at + 4, true)
      const end = at + 8 + length + (length % 2)
      const type = latin(bytes, at, 4)
      if (type === 'EXIF') {
        const data = bytes.subarray(at + 8, end)
        turned = orientationIn(latin(data, 0, EXIF.length) === EXIF ? data.subarray(EXIF.length) : data)
      }
      if (type === 'EXIF' || type === 'XMP ') hasTraces = true
      else chunks.push(bytes.subarray(at, Math.min(end, bytes.length)))
      at = end
    }
    if (!hasTraces) return [bytes]
    const [first, ...rest] = chunks
    if (first === undefined || latin(first, 0, 4) !== 'VP8X') return [bytes]
    const flags = first.slice()
    const cleared = (flags[8] ?? 0) & ~(WEBP_FLAGS.exif | WEBP_FLAGS.xmp)
    flags[8] = turned === undefined ? cleared : cleared | WEBP_FLAGS.exif
    const parts = [flags, ...rest, ...(turned === undefined ? [] : [webpChunk('EXIF', tiffOf(turned))])]
    const head = bytes.slice(0, 12)
    viewOf(head).setUint32(4, 4 + parts.reduce((sum, { length }) => sum + length, 0), true)
    return [head, ...parts]
  },
}

const webpChunk = (type: string, data: Uint8Array): Uint8Array => {
  const chunk = new Uint8Array(8 + data.length + (data.length % 2))
  chunk.set(new TextEncoder().encode(type))
  viewOf(chunk).setUint32(4, data.length, true)
  chunk.set(data, 8)
  return chunk
}
