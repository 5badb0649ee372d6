/** Which files a reply was written without, in words, and what can be done about it. Pure. */
import type { UnreadFile, UnreadReason } from '../../shared/document/index.ts'
import { listed } from './file-words.ts'

const WORDS: Readonly<Record<UnreadReason, (names: string, many: boolean) => string>> = {
  'no-pictures': (names) =>
    `The model did not see ${names}: it reads no pictures. Ask again with one that does, in the header.`,
  'no-pdf': (names) =>
    `The model did not see ${names}: it reads no PDF. Ask again with one that does, in the header.`,
  kind: (names, many) =>
    `${names} ${many ? 'were' : 'was'} not read: what answered here does not take files of this kind.`,
  'too-large': (names, many) => `${names} ${many ? 'were' : 'was'} not read: too large for this model.`,
  cut: (names) => `Of ${names} only the beginning was read: it is too long for this model.`,
  'not-here': (names, many) =>
    `${names} had not arrived when this was written, and ${many ? 'were' : 'was'} not read.`,
}

/** `undefined` where everything was read. What a peer wrote is looked at leniently. */
export const unreadWords = (unread: readonly UnreadFile[] | undefined): string | undefined => {
  if (!Array.isArray(unread) || unread.length === 0) return undefined
  const namesBy = new Map<UnreadReason, string[]>()
  for (const { name, why } of unread as readonly UnreadFile[]) {
    if (Object.hasOwn(WORDS, why)) namesBy.set(why, [...(namesBy.get(why) ?? []), name])
  }
  const said = [...namesBy].map(([why, names]) => WORDS[why](listed(names), names.length > 1))
  return said.length === 0 ? undefined : said.join(' ')
}
