/** The rail beside a row: the branch it belongs to, who reads there, and where replies are being written. */
import { useMemo } from 'react'
import type { Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { colourOf } from '../branches/branch-words.ts'
import { Rail } from '../branches/rail.tsx'
import { distantPulses, placeReaders, type Reader } from '../branches/readers.ts'
import { useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import { placeView, type Row } from './rows.ts'

export interface Margin {
  readonly readers: ReadonlyMap<MessageId, readonly Reader[]>
  readonly pulses: ReadonlySet<MessageId>
}

/** Who reads where, and where replies are being written out of sight. */
export const useMargin = (tree: Tree): Margin => {
  const { model, places } = useConversation()
  const others = useStore(model.presence.others)
  const runs = useStore(model.runs)
  return useMemo(() => {
    const view = placeView(tree, places.place)
    const writing = new Set<BranchId>(
      runs.active.filter(({ status }) => status === 'running').map(({ branchId }) => branchId),
    )
    return { readers: placeReaders(tree, view, others), pulses: distantPulses(tree, view, writing) }
  }, [tree, runs, others, places.place])
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
      const here = margin.readers.get(row.entry.id) ?? []
      return (
        <Rail
          colour={colourOf(tree, row.entry.branchId)}
          mark={row.entry.role === 'user' ? 'person' : 'reply'}
          pulse={row.run?.status === 'running'}
          readers={idsOf(here.filter(({ elsewhere }) => !elsewhere))}
          elsewhere={idsOf(here.filter(({ elsewhere }) => elsewhere))}
        />
      )
    }
    case 'fork': {
      const { fork } = row
      const current = fork.paths[fork.current]
      return (
        <Rail
          colour={colourOf(tree, current?.branchId ?? places.place.branchId)}
          leaving={{
            fork,
            colours: fork.paths
              .filter((_path, index) => index !== fork.current)
              .map((path) => colourOf(tree, path.branchId)),
          }}
          mark="none"
          pulse={fork.after !== null && margin.pulses.has(fork.after)}
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

const idsOf = (readers: readonly Reader[]): string => readers.map(({ person }) => person.user.id).join(' ')
