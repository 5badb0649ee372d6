import { expect, it } from 'vitest'
import { withoutTraces } from './picture-traces.ts'

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])),
  )
const cleaned = async (picture: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await (await withoutTraces(new Blob([picture]))).arrayBuffer()).toString('latin1')
const latin = (picture: Uint8Array): string => Buffer.from(picture).toString('latin1')

const u16 = (value: number): number[] => [value >> 8, value & 255]
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)]
const u32le = (value: number): number[] => u32(value).toReversed()

const segment = (marker: number, data: string): number[] => [
  ...[0xff, marker],
  ...u16(data.length + 2),
  ...bytes(data),
]
/** Exif data, in the order of bytes that phones write, with a place in it. */
const exif = (turned?: number): string => {
  const entry = turned === undefined ? [] : [0x12, 0x01, 3, 0, 1, 0, 0, 0, turned, 0, 0, 0]
  const gps = [0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]
  const count = turned === undefined ? 1 : 2
  return latin(bytes('II*\0', [8, 0, 0, 0, count, 0], gps, entry, [0, 0, 0, 0], 'GPS 48.2082 N 16.3738 E'))
}

const SCAN = bytes(
  segment(0xda, 'scan header'),
  [1, 2, 0xff, 0, 3, 0xff, 0xd3, 4],
  // A second scan, as progressive pictures have.
  segment(0xda, 'another'),
  [5, 0xff, 0xff, 0xd9],
)
const jpeg = (...beside: number[][]): Uint8Array<ArrayBuffer> =>
  bytes([0xff, 0xd8], segment(0xe0, 'JFIF\0 and so on'), ...beside, segment(0xdb, 'tables'), [...SCAN])

it('[FILE-16] a JPEG loses place, time, device, second picture and film, and keeps colours and dots', async () => {
  const colours = segment(0xe2, 'ICC_PROFILE\0 the colours')
  const adobe = segment(0xee, 'Adobe and how')
  const picture = bytes(
    [
      ...jpeg(
        segment(0xe1, `Exif\0\0${exif()}`),
        segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<GPSLatitude>48</GPSLatitude>'),
        colours,
        segment(0xe2, 'MPF\0 another picture follows'),
        segment(0xed, 'Photoshop 3.0\0 Vienna'),
        adobe,
        segment(0xfe, 'taken at home'),
      ),
    ],
    'a film with GPS in it',
  )
  expect(await cleaned(picture)).toBe(latin(jpeg(colours, adobe)))
})

it('[FILE-16] how a JPEG is turned stays, and nothing else of what stood beside it', async () => {
  const picture = await cleaned(jpeg(segment(0xe1, `Exif\0\0${exif(6)}`)))
  expect(picture).not.toContain('GPS')
  const said = picture.indexOf('Exif\0\0')
  expect(picture.slice(said + 6, said + 10)).toBe('MM\0*')
  expect(Buffer.from(picture, 'latin1').readUInt16BE(said + 6 + 18)).toBe(6)
  // Once more changes nothing: it is the least that can be said.
  expect(await cleaned(bytes(picture))).toBe(picture)
})

it('[FILE-16] what has no traces, ends early or is no picture is left as it is', async () => {
  for (const file of [
    jpeg(),
    jpeg().subarray(0, 30),
    bytes('\x89PNG\r\n\x1a\n', [0, 0]),
    bytes('Just words, Exif\0\0 among them'),
    bytes(''),
  ]) {
    const copy = new Uint8Array(file)
    expect(await cleaned(copy)).toBe(latin(copy))
  }
})

const chunk = (type: string, data: string): number[] => [
  ...u32(data.length),
  ...bytes(type, data),
  ...[9, 9, 9, 9],
]

it('[FILE-16] a PNG loses Exif, XMP and time, and keeps what it says on purpose', async () => {
  const before = bytes('\x89PNG\r\n\x1a\n', chunk('IHDR', 'size'), chunk('tEXt', 'Title\0A leaf'))
  const after = bytes(chunk('IDAT', 'dots'), chunk('IEND', ''))
  const picture = bytes(
    [...before],
    chunk('eXIf', exif()),
    chunk('tIME', 'then'),
    chunk('iTXt', 'XML:com.adobe.xmp\0GPS'),
    chunk('zTXt', 'Raw profile type exif\0GPS'),
    [...after],
    'GPS behind it',
  )
  expect(await cleaned(picture)).toBe(latin(before) + latin(after))
  const turned = await cleaned(bytes([...before], chunk('eXIf', exif(3)), [...after]))
  expect(turned).toContain('eXIfMM\0*')
  expect(turned).not.toContain('GPS')
})

const riff = (type: string, data: string): number[] => [
  ...bytes(type),
  ...u32le(data.length),
  ...bytes(data, data.length % 2 === 0 ? '' : '\0'),
]
const webp = (...chunks: number[][]): Uint8Array<ArrayBuffer> =>
  bytes('RIFF', u32le(4 + chunks.flat().length), 'WEBP', ...chunks)

it('[FILE-16] a WebP loses Exif and XMP, and says so in its first chunk', async () => {
  const dots = riff('VP8 ', 'odd')
  const picture = webp(riff('VP8X', '\x1c012345678'), dots, riff('EXIF', exif()), riff('XMP ', 'GPS'))
  expect(await cleaned(picture)).toBe(latin(webp(riff('VP8X', '\x10012345678'), dots)))
  const turned = await cleaned(webp(riff('VP8X', '\x1c012345678'), dots, riff('EXIF', exif(8))))
  expect(turned).toContain('VP8X\x0a\0\0\0\x18')
  expect(turned).not.toContain('GPS')
})
