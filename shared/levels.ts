/** What a principal may do in a conversation. Levels are ordered; the highest grant that applies wins. */
export const LEVELS = ['none', 'view', 'collaborate', 'owner'] as const
export type Level = (typeof LEVELS)[number]

/** The levels that a grant can give; ownership is not granted but transferred. */
export type GrantLevel = 'view' | 'collaborate'

export const atLeast = (level: Level, wanted: Level): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)

export const highest = (levels: Iterable<Level>): Level => {
  let best: Level = 'none'
  for (const level of levels) if (atLeast(level, best)) best = level
  return best
}
