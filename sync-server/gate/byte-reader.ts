/**
 * Reads lib0's encodings (0.2.120, `decoding.js`) from bytes that are not trusted: never beyond the end, never deeper
 * or more than the limits. The first problem sticks: after it every read gives an empty value, and whoever reads in
 * a loop looks at `problem`.
 */
import { UPDATE_LIMITS } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const SHORT_STRING = 24

export class ByteReader {
  problem: Refusal | undefined = undefined
  position = 0
  private readonly bytes: Uint8Array
  private parts = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  fail(problem: Refusal): void {
    this.problem ??= problem
    this.position = this.bytes.length
  }

  get isAtEnd(): boolean {
    return this.position === this.bytes.length
  }

  byte(): number {
    const value = this.bytes[this.position]
    if (value === undefined) {
      this.fail(refuse('malformed', 'the bytes end too early'))
      return 0
    }
    this.position++
    return value
  }

  uint(): number {
    const first = this.byte()
    return first < 128 ? first : this.moreOfInteger(first & 127, 128)
  }

  /** A signed integer, as lib0's `writeVarInt` writes it. */
  int(): number {
    const first = this.byte()
    const sign = (first & 64) > 0 ? -1 : 1
    return sign * ((first & 128) === 0 ? first & 63 : this.moreOfInteger(first & 63, 64))
  }

  private moreOfInteger(start: number, factor: number): number {
    let value = start
    let multiplier = factor
    while (this.problem === undefined) {
      const byte = this.byte()
      value += (byte & 127) * multiplier
      multiplier *= 128
      if (value > Number.MAX_SAFE_INTEGER || multiplier > 2 ** 62) break
      if (byte < 128) return this.problem === undefined ? value : 0
    }
    this.fail(refuse('malformed', 'an integer is too large'))
    return 0
  }

  string(): string {
    const length = this.uint()
    const start = this.position
    if (length > this.bytes.length - start) {
      this.fail(refuse('malformed', 'a string ends too early'))
      return ''
    }
    this.position += length
    // Most are a few ASCII characters, for which a decoder call costs more than the loop.
    if (length < SHORT_STRING) {
      let text = ''
      let at = start
      for (; at < this.position; at++) {
        const code = this.bytes[at] ?? 0
        if (code > 127) break
        text += String.fromCharCode(code)
      }
      if (at === this.position) return text
    }
    try {
      return utf8.decode(this.bytes.subarray(start, this.position))
    } catch {
      this.fail(refuse('malformed', 'a string is not UTF-8'))
      return ''
    }
  }

  /** A root's, key's, node's or mark's name. */
  name(): string {
    const text = this.string()
    if (text.length > UPDATE_LIMITS.nameLength) this.fail(refuse('limits', 'a name is too long'))
    return text
  }

  /** A plain value within the limits of depth and size. */
  plain(): unknown {
    this.parts = 0
    return this.plainAt(1)
  }

  private plainAt(depth: number): unknown {
    if (depth > UPDATE_LIMITS.plainDepth) this.fail(refuse('limits', 'a value is nested too deep'))
    if (++this.parts > UPDATE_LIMITS.plainParts) this.fail(refuse('limits', 'a value has too many parts'))
    if (this.problem !== undefined) return undefined
    switch (this.byte()) {
      case 127:
        return undefined
      case 126:
        return null
      case 125:
        return this.int()
      case 124:
        return this.fixed(4)?.getFloat32(0, false)
      case 123:
        return this.fixed(8)?.getFloat64(0, false)
      case 122:
        return this.fixed(8)?.getBigInt64(0, false)
      case 121:
        return false
      case 120:
        return true
      case 119:
        return this.string()
      case 118:
        return this.plainObject(depth)
      case 117:
        return this.plainArray(depth)
      default:
        this.fail(refuse('malformed', 'a value is of an unknown kind'))
        return undefined
    }
  }

  private plainObject(depth: number): unknown {
    const count = this.uint()
    if (count > UPDATE_LIMITS.plainKeys) this.fail(refuse('limits', 'a value has too many keys'))
    const object: Record<string, unknown> = {}
    for (let index = 0; index < count && this.problem === undefined; index++) {
      const key = this.name()
      if (key === '__proto__') this.fail(refuse('malformed', 'a key is not allowed'))
      if (Object.hasOwn(object, key)) this.fail(refuse('malformed', 'a key occurs twice'))
      object[key] = this.plainAt(depth + 1)
    }
    return object
  }

  private plainArray(depth: number): unknown {
    const count = this.uint()
    if (count > UPDATE_LIMITS.plainParts) this.fail(refuse('limits', 'a value has too many parts'))
    const array: unknown[] = []
    for (let index = 0; index < count && this.problem === undefined; index++) {
      array.push(this.plainAt(depth + 1))
    }
    return array
  }

  private fixed(length: number): DataView | undefined {
    const at = this.position
    if (length > this.bytes.length - at) {
      this.fail(refuse('malformed', 'the bytes end too early'))
      return undefined
    }
    this.position += length
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, length)
  }

  /** The value of a formatting mark, which is JSON. */
  markValue(): unknown {
    const text = this.string()
    if (text.length > UPDATE_LIMITS.markLength) {
      this.fail(refuse('limits', 'the value of a mark is too long'))
      return undefined
    }
    try {
      return JSON.parse(text) as unknown
    } catch {
      this.fail(refuse('malformed', 'the value of a mark is not JSON'))
      return undefined
    }
  }
}
