/** Two branches side by side: what they share, and what each says after that. Pure. */
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'

export interface Comparison {
  /** How many messages both begin with. */
  readonly shared: number
  /** The last of them. */
  readonly fork: MessageEntry | undefined
  readonly left: readonly MessageEntry[]
  readonly right: readonly MessageEntry[]
}

export const comparePaths = (tree: Tree, left: BranchId, right: BranchId): Comparison => {
  const lefts = tree.view(left)
  const rights = tree.view(right)
  let shared = 0
  while (shared < lefts.length && lefts[shared]?.id === rights[shared]?.id) shared++
  return { shared, fork: lefts[shared - 1], left: lefts.slice(shared), right: rights.slice(shared) }
}
