/** Which addresses a text that somebody else wrote may lead to. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address, where it is one that may be followed; `undefined` else. Relative ones lead nowhere from a message. */
export const safeHref = (href: unknown): string | undefined => {
  if (typeof href !== 'string') return undefined
  try {
    const url = new URL(href.trim())
    return PROTOCOLS.has(url.protocol) ? url.href : undefined
  } catch {
    // Not an absolute address.
    return undefined
  }
}
