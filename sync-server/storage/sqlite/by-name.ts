/** How names are put in order and found, on this side of the database: SQLite knows neither accents nor languages. */

/** Made once: comparing without it makes one for each pair. */
export const byName = new Intl.Collator().compare

/** Case and accents aside: 'José' is found by 'jose'. */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a text has every word of what is searched in it. */
export const matcherOf = (query: string): ((text: string) => boolean) => {
  const words = fold(query).split(/\s+/).filter(Boolean)
  return (text) => {
    const folded = fold(text)
    return words.every((word) => folded.includes(word))
  }
}
