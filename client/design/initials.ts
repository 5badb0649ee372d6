/** What stands in for a person's picture: up to two letters and a hue that stays theirs. */

export const initialsOf = (name: string): string => {
  const words = name
    .replace(/[\u200E\u200F\u2066-\u2069]/gu, '')
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '')
  const first = words[0]
  const last = words.length > 1 ? words.at(-1) : undefined
  return [first, last].map(firstLetter).join('').toLocaleUpperCase()
}

const firstLetter = (word: string | undefined): string => {
  const code = word?.codePointAt(0)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** A hue in degrees, the same for the same id on every device. */
export const tintOf = (id: string): number => {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return (hash % 12) * 30
}
