/** Finding conversations by their titles. Pure. */

export const UNTITLED = 'Untitled conversation'

export const titleOf = (entry: { readonly title: string }): string =>
  entry.title.trim() === '' ? UNTITLED : entry.title

/** Those whose title has every word of the query, best first; among equals the order stays. */
export const searchTitles = <Entry extends { readonly title: string }>(
  entries: readonly Entry[],
  query: string,
): readonly Entry[] => {
  const words = wordsOf(query)
  if (words.length === 0) return entries
  return entries
    .map((entry) => ({ entry, score: scoreOf(plain(titleOf(entry)), words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}

/** 0: a word is missing. Higher where words begin the title, or begin a word of it. */
const scoreOf = (title: string, words: readonly string[]): number => {
  let score = 0
  for (const word of words) {
    const at = title.indexOf(word)
    if (at === -1) return 0
    const beginsWord = at === 0 || title.includes(` ${word}`)
    score += at === 0 ? 4 : beginsWord ? 2 : 1
  }
  return score
}

const wordsOf = (query: string): readonly string[] =>
  plain(query)
    .split(/\s+/)
    .filter((word) => word !== '')

/** Without accents and case: "Über" is found by "uber". */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
