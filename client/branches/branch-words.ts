/** How a branch is called, and its colour. Pure. */
import {
  bodyToMarkdown,
  type MessageEntry,
  type Path,
  putAwayBy,
  type RunEntry,
  type Settings,
  type Tree,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { shortened } from '../../shared/shortened.ts'
import { branchColour } from '../design/branch-colour.ts'

/** Of a branch that is there, or of the next one to be made. */
export const colourOf = (tree: Tree, branchId: BranchId): string => {
  const branch = tree.branches.get(branchId)
  // The main branch stands before the first entry and takes the first colour.
  return branchColour(branch?.colour ?? (branch === undefined ? tree.branches.size : branch.index + 1))
}

/** What a branch is called by. `createdBy` is missing where it was the first. */
interface NamedBranch {
  readonly name: string | undefined
  readonly createdBy: string | undefined
}

/** As it stands in a sentence; `undefined`: one that is not there yet. */
export const branchName = (branch: NamedBranch | undefined, nameOf: (id: string) => string): string => {
  if (branch === undefined) return 'New branch'
  if (branch.name !== undefined && branch.name !== '') return isolated(branch.name)
  return branch.createdBy === undefined ? 'First branch' : `${nameOf(branch.createdBy)}’s branch`
}

/** Whether a way leads along the conversation's main path. */
export const isOnMainPath = (tree: Tree, path: Path, mainBranch: BranchId): boolean =>
  path.first === undefined
    ? path.branchId === mainBranch
    : tree.view(mainBranch).some((message) => message.id === path.first?.id)

/**
 * The main path's branch: as somebody has set it, else the first. Where that one was put away meanwhile, or one that
 * it grows from, it is the oldest that was not: nobody begins with what is out of the way.
 */
export const mainBranchOf = (tree: Tree, { mainBranch }: Settings): BranchId => {
  const isWay = (id: BranchId): boolean => tree.branches.has(id) && putAwayBy(tree, id) === undefined
  const ways = [mainBranch as BranchId, MAIN_BRANCH, ...tree.listed.map(({ id }) => id)]
  return ways.find(isWay) ?? MAIN_BRANCH
}

/** The first words of a path, one line. */
export const pathWords = (path: Path): string => (path.first === undefined ? '' : firstWords(path.first))

/** The first words of a message, one line, as they stand in a sentence. */
export const firstWords = (message: MessageEntry): string => {
  if (message.deletedBy !== undefined) return 'A deleted message'
  const text = bodyToMarkdown(message.body)
    .slice(0, 400)
    .replace(/[#*_`>~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return shortened(isolated(text), 120)
}

/** A model's id as people say it: `provider/name` without the provider. */
export const modelName = (model: string): string => model.slice(model.indexOf('/') + 1)

/** The model that wrote a message: its run says so, or, where that stayed behind, the message itself. */
export const modelOf = (message: MessageEntry, run: RunEntry | undefined): string | undefined => {
  const { origin } = message
  return runModel(run) ?? (origin?.model === undefined ? undefined : modelName(origin.model))
}

export const runModel = (run: RunEntry | undefined): string | undefined => {
  const model = run?.usage?.model ?? run?.model
  return model === undefined || model === '' ? undefined : modelName(model)
}
