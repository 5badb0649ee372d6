const BRANCH_COLOURS = 8

/** The CSS colour of the branch that was made as number `index`, counted from 0. */
export const branchColour = (index: number): string =>
  `var(--branch-${((index % BRANCH_COLOURS) + BRANCH_COLOURS) % BRANCH_COLOURS})`
