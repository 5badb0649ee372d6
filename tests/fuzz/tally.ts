/** What a run of the fuzzers has tried. */
export interface Tally {
  honest: number
  hostile: number
  accepted: number
  parsed: number
}

export const newTally = (): Tally => ({ honest: 0, hostile: 0, accepted: 0, parsed: 0 })
