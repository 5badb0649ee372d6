/** How often anything was looked at. */
export interface RightsTally {
  steps: number
  /** Steps that the server did; it refused the others, as it should. */
  done: number
  /** Pairs of somebody and a conversation whose level a step changed. */
  changed: number
  /** Levels that were compared over HTTP. */
  compared: number
  joined: number
  turnedAway: number
  written: number
  refused: number
}

export const newRightsTally = (): RightsTally => ({
  steps: 0,
  done: 0,
  changed: 0,
  compared: 0,
  joined: 0,
  turnedAway: 0,
  written: 0,
  refused: 0,
})
