/**
 * Names in sentences. One that runs from right to left would turn what stands beside it, and one with marks of its own
 * would turn the sentence: inside isolates it turns nothing but itself. Other names stay as they are, letter for
 * letter. Pure.
 */

export const [BEGIN, END] = ['\u2068', '\u2069']
/** Letters that run from right to left, and marks of direction. */
const TURNS =
  /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u
/** Those that go on until they are ended: a name is one direction, its own. */
const TURNING_MARKS = /[\u202A-\u202E\u2066-\u2069]/gu

export const isolated = (name: string): string =>
  TURNS.test(name) ? `${BEGIN}${name.replace(TURNING_MARKS, '')}${END}` : name
