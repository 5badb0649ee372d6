/** Which links a person's text may hold: the gate refuses others, so the editor must not make them. */
import { LIMITS } from './schema.ts'

const SAFE_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto'])

/** Whether an address is relative or of a scheme that opens nothing but a page or a mail, and not too long. */
export const isSafeLink = (href: string): boolean => {
  if (href.length > LIMITS.attributeLength) return false
  // As browsers do (URL standard): control characters and spaces in front do not count, tabs and line ends nowhere.
  // Those in front are all that come before `!`.
  const address = href.replace(/^[^!-\uffff]+/, '').replace(/[\t\n\r]/g, '')
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]
  return scheme === undefined || SAFE_SCHEMES.has(scheme.toLowerCase())
}
