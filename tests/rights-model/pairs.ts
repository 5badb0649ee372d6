/** Who and where, as one string: `<name> in <conversation>` or `<name> beside <conversation>`. Names have no spaces. */
export const nameIn = (pair: string): string => pair.split(' ')[0] ?? ''
export const conversationIn = (pair: string): string => pair.split(' ')[2] ?? ''
/** Without who. */
export const placeOf = (pair: string): string => pair.slice(pair.indexOf(' '))
/** In the side talk. */
export const isAside = (pair: string): boolean => placeOf(pair).startsWith(' beside ')
