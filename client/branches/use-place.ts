/**
 * Where one reads in a conversation's tree. The place is one's own: kept in the personal document, moved by nobody
 * else, and only by one's own hand once something was read.
 */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { readBegun, readCursor, type Tree, writeCursor } from '../../shared/document/index.ts'
import type { BranchId, ConversationId, MessageId } from '../../shared/ids.ts'
import { type Fork, type Place, placeView } from '../chat/rows.ts'
import { useAccount, usePersonal, usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { newId } from '../sync/new-id.ts'
import { createStore, type ReadableStore } from '../sync/store.ts'
import { pathTarget } from './path-target.ts'

/** A change of path that is just being shown: what stands below `after` slides in. */
export interface Slide {
  readonly after: MessageId | null
  readonly direction: 'next' | 'previous'
  /** How far from the top of the window the fork stood: it stays there. */
  readonly top: number | undefined
}

/** A message to be brought into sight, once. */
export interface Target {
  readonly messageId: MessageId
  /** `read`: under one's eyes, and marked. `follow`: where somebody has it, so far down in it (0 to 1). */
  readonly as: { readonly kind: 'read' } | { readonly kind: 'follow'; readonly within: number }
  readonly number: number
}

export interface PlaceControl {
  readonly place: Place
  /** Once it is known where one was: until then nothing of this page is told or remembered. */
  readonly isSettled: boolean
  readonly slide: Slide | undefined
  readonly target: Target | undefined
  /** Changes the way at a fork; `top` says where on the screen the fork stands. */
  readonly takePath: (fork: Fork, index: number, top?: number) => void
  /** Reads a branch, at a message of it where one is given, else where it ends. */
  readonly goTo: (branchId: BranchId, messageId?: MessageId, as?: Target['as']) => void
  /** Begins a new branch after a message; it comes to be with the first message sent there. */
  readonly branchFrom: (messageId: MessageId | null) => void
  readonly leaveNewBranch: () => void
}

const SLIDE_MILLISECONDS = 300

export interface PlaceOptions {
  readonly trees: ReadableStore<Tree>
  readonly mainBranch: BranchId
  /** Whether the tree is all that can be had now: what is missing in it is nowhere, or out of reach. */
  readonly isWhole: boolean
}

export const usePlace = (id: ConversationId, { trees, mainBranch, isWhole }: PlaceOptions): PlaceControl => {
  const tree = useStore(trees)
  const personal = usePersonalDoc()
  const personalState = useStore(useAccount().personal.state)
  const remembered = usePersonal('cursors', (doc) => readCursor(doc, id)?.branchId)
  const [chosen, setChosen] = useState<Place>()
  const [slide, setSlide] = useState<Slide>()
  const [target, setTarget] = useState<Target>()
  /** The branches that one has read, the latest last. Nothing is drawn from it. */
  const [visited] = useState(() => createStore<readonly BranchId[]>([]))

  const start = remembered !== undefined && tree.branches.has(remembered) ? remembered : mainBranch
  const place = useMemo(
    () => validPlace(tree, chosen) ?? { kind: 'branch' as const, branchId: start },
    [tree, chosen, start],
  )

  // From here on it is this page's own: another tab's or device's moves do not turn the pages of this one.
  const isKnown = personalState.kind !== 'loading' && personalState.kind !== 'syncing'
  // One may have gone on, on another device, in a branch that this one has yet to hear of.
  const isHere = isWhole || remembered === undefined || remembered === start
  if (chosen === undefined && isKnown && isHere && tree.messages.size > 0) {
    setChosen(place)
    const was = readCursor(personal, id)
    if (was?.messageId !== undefined && was.branchId === start) {
      setTarget({ messageId: was.messageId, as: { kind: 'follow', within: was.within ?? 0 }, number: 1 })
    }
  }

  useEffect(() => {
    if (slide === undefined) return undefined
    const timer = setTimeout(() => setSlide(undefined), SLIDE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [slide])

  const goTo = useCallback(
    (branchId: BranchId, messageId?: MessageId, as: Target['as'] = { kind: 'read' }) => {
      setChosen((before) =>
        before?.kind === 'branch' && before.branchId === branchId ? before : { kind: 'branch', branchId },
      )
      setTarget((before) =>
        messageId === undefined ? undefined : { messageId, as, number: (before?.number ?? 0) + 1 },
      )
      visited.set(lastOf(visited.get(), [branchId]))
      writeCursor(personal, id, { branchId })
    },
    [personal, id, visited],
  )

  const takePath = useCallback(
    (fork: Fork, index: number, top?: number) => {
      const path = fork.paths[index]
      if (path === undefined || index === fork.current) return
      setSlide({ after: fork.after, direction: index > fork.current ? 'next' : 'previous', top })
      const from = place.kind === 'branch' ? [place.branchId] : []
      goTo(pathTarget(trees.get(), path, [...visited.get(), ...from]))
      visited.set(lastOf(visited.get(), from))
    },
    // Every message looks at this: it stays the same while nobody goes anywhere, whatever is written.
    [place, trees, visited, goTo],
  )

  const branchFrom = useCallback(
    (forkFrom: MessageId | null) => {
      const cameFrom = place.kind === 'branch' ? place.branchId : place.cameFrom
      // One that was begun there goes on: what was written for it is kept by its id.
      const begun = readBegun(personal, id, forkFrom)
      const isOpen = begun !== undefined && !trees.get().branches.has(begun)
      setChosen({ kind: 'new-branch', branchId: isOpen ? begun : newId<BranchId>(), forkFrom, cameFrom })
    },
    [place, personal, id, trees],
  )

  const leaveNewBranch = useCallback(() => {
    setChosen((before) =>
      before?.kind === 'new-branch' ? { kind: 'branch', branchId: before.cameFrom } : before,
    )
  }, [])

  const isSettled = chosen !== undefined
  return useMemo(
    () => ({ place, isSettled, slide, target, takePath, goTo, branchFrom, leaveNewBranch }),
    [place, isSettled, slide, target, takePath, goTo, branchFrom, leaveNewBranch],
  )
}

const lastOf = (visited: readonly BranchId[], latest: readonly BranchId[]): readonly BranchId[] => [
  ...visited.filter((known) => !latest.includes(known)),
  ...latest,
]

/** The chosen place, where it still is one: after a document was fetched anew a branch may be gone. */
const validPlace = (tree: Tree, chosen: Place | undefined): Place | undefined => {
  if (chosen === undefined) return undefined
  if (chosen.kind === 'branch') return tree.branches.has(chosen.branchId) ? chosen : undefined
  const view = placeView(tree, chosen)
  return chosen.forkFrom === null || view.at(-1)?.id === chosen.forkFrom ? chosen : undefined
}
