/** Where paths lead. Pure. */
import type { Path, Tree } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'

/**
 * The branch to read when one takes a path: the one below it where one has been last, so that going there and back
 * loses nothing; else the path's own.
 */
export const pathTarget = (tree: Tree, path: Path, visited: readonly BranchId[]): BranchId => {
  const { first } = path
  if (first === undefined) return path.branchId
  const known = visited.findLast(
    (branchId) =>
      tree.branches.has(branchId) && tree.view(branchId).some((message) => message.id === first.id),
  )
  return known ?? path.branchId
}

/** How many messages a path holds below its fork, along its own branch. */
export const pathLength = (tree: Tree, path: Path): number => {
  if (path.first === undefined) return 0
  const own = tree.ownMessages(path.branchId)
  return own.length - own.indexOf(path.first)
}
