/** How a branch is called, and its colour. Pure. */
import type { Path, RunEntry, Tree } from '../../shared/document/index.ts'
import { bodyToMarkdown } from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH } from '../../shared/ids.ts'
import { branchColour } from '../design/branch-colour.ts'

/** Of a branch that is there, or of the next one to be made. */
export const colourOf = (tree: Tree, branchId: BranchId): string => {
  const branch = tree.branches.get(branchId)
  // The main branch stands before the first entry and takes the first colour.
  return branchColour(branch?.colour ?? (branch === undefined ? tree.branches.size : branch.index + 1))
}

export const branchName = (tree: Tree, branchId: BranchId, nameOf: (id: string) => string): string => {
  const branch = tree.branches.get(branchId)
  if (branch?.name !== undefined && branch.name !== '') return branch.name
  if (branchId === MAIN_BRANCH) return 'Main branch'
  return branch?.createdBy === undefined ? 'New branch' : `${nameOf(branch.createdBy)}’s branch`
}

/** The first words of a path, one line. */
export const pathWords = (path: Path): string => {
  if (path.first === undefined) return ''
  if (path.first.deletedBy !== undefined) return 'A deleted message'
  const text = bodyToMarkdown(path.first.body)
    .slice(0, 400)
    .replace(/[#*_`>~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > 120 ? `${text.slice(0, 120).trimEnd()}…` : text
}

/** A model's id as people say it: `provider/name` without the provider. */
export const modelName = (model: string): string => model.slice(model.indexOf('/') + 1)

export const runModel = (run: RunEntry | undefined): string | undefined => {
  const model = run?.usage?.model ?? run?.model
  return model === undefined || model === '' ? undefined : modelName(model)
}
