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

/** Who may take part in a conversation's side talk: those who may collaborate, or everybody who can open it. */
export const SIDE_TALKS = ['collaborators', 'everybody'] as const
export type SideTalk = (typeof SIDE_TALKS)[number]

/** What a person of this level may do in the side talk: nobody only looks on. Bots and agents are never asked in. */
export const talkLevel = (level: Level, sideTalk: SideTalk): Exclude<Level, 'view'> => {
  switch (level) {
    case 'none':
    case 'collaborate':
    case 'owner':
      return level
    case 'view':
      return sideTalk === 'everybody' ? 'collaborate' : 'none'
  }
}
