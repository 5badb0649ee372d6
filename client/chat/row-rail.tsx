/** The rail beside a row: the branch it belongs to, who reads there, and where replies are being written. */
import { useMemo } from 'react'
import type { Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { colourOf } from '../branches/branch-words.ts'
import { Rail } from '../branches/rail.tsx'
import { placeReaders, type Reader, waysToWriting } from '../branches/readers.ts'
import { useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import { type Fork, placeView, type Row } from './rows.ts'

export interface Margin {
  readonly readers: ReadonlyMap<MessageId | null, readonly Reader[]>
  /** Ways that lead to where replies are being written out of sight. */
  readonly writing: ReadonlySet<BranchId>
  /** The forks on the page, by the message that they follow. */
  readonly forks: ReadonlyMap<MessageId | null, Fork>
}

/** Who reads where, and where replies are being written out of sight. */
export const useMargin = (tree: Tree, rows: readonly Row[]): Margin => {
  const { model, places } = useConversation()
  const others = useStore(model.presence.others)
  const runs = useStore(model.runs)
  return useMemo(() => {
    const view = placeView(tree, places.place)
    const running = runs.active.filter(({ status }) => status === 'running')
    return {
      readers: placeReaders(tree, view, others),
      writing: waysToWriting(
        tree,
        view,
        running.map(({ branchId }) => branchId),
      ),
      forks: new Map(rows.flatMap((row) => (row.kind === 'fork' ? [[row.fork.after, row.fork]] : []))),
    }
  }, [tree, rows, runs, others, places.place])
}

export const RowRail = ({
  row,
  tree,
  margin,
}: {
  readonly row: Row
  readonly tree: Tree
  readonly margin: Margin
}) => {
  const { places } = useConversation()
  switch (row.kind) {
    case 'message': {
      const { id, branchId, role } = row.entry
      const fork = margin.forks.get(id)
      const here = (margin.readers.get(id) ?? []).filter((reader) => !leavesAt(fork, reader))
      return (
        <Rail
          colour={colourOf(tree, branchId)}
          mark={role === 'user' ? 'person' : 'reply'}
          pulse={row.run?.status === 'running'}
          readers={idsOf(here.filter(({ way }) => way === undefined))}
          elsewhere={idsOf(here.filter(({ way }) => way !== undefined))}
        />
      )
    }
    case 'fork': {
      const { fork } = row
      const current = fork.paths[fork.current]
      const before = fork.after === null ? undefined : tree.messages.get(fork.after)
      const colour = colourOf(tree, current?.branchId ?? places.place.branchId)
      const readers = (margin.readers.get(fork.after) ?? []).filter((reader) => leavesAt(fork, reader))
      return (
        <Rail
          colour={colour}
          from={before === undefined ? colour : colourOf(tree, before.branchId)}
          leaving={{
            fork,
            ways: fork.paths
              .filter((_path, index) => index !== fork.current)
              .map(({ branchId }) => ({
                branchId,
                colour: colourOf(tree, branchId),
                pulse: margin.writing.has(branchId),
                readers: idsOf(readers.filter(({ way }) => way === branchId)),
              })),
          }}
          mark="none"
          pulse={false}
          readers=""
          elsewhere=""
        />
      )
    }
    case 'run':
      return (
        <Rail
          colour={colourOf(tree, row.run.branchId)}
          mark="none"
          pulse={row.run.status === 'running'}
          readers=""
          elsewhere=""
        />
      )
  }
}

/** Whether a reader's path leaves at a fork that shows its way: there they stand, and not at the message above. */
const leavesAt = (fork: Fork | undefined, { way }: Reader): boolean =>
  way !== undefined &&
  fork?.paths.some((path, index) => path.branchId === way && index !== fork.current) === true

const idsOf = (readers: readonly Reader[]): string => readers.map(({ person }) => person.user.id).join(' ')
