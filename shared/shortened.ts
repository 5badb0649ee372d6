/** Texts that are cut to fit. */

/** The beginning of a text, of at most so many UTF-16 units with its ellipsis; no sign is cut in two. */
export const shortened = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, Math.max(1, most - 1))
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`
