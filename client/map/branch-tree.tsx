/** All branches as a tree that keys and screen readers walk: the map in words. */
import { Archive, Star, Trash2 } from 'lucide-react'
import { type KeyboardEvent, memo, useEffect, useRef } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { branchName, colourOf, firstWords } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { AvatarStack, When } from '../design/index.ts'
import styles from './branch-tree.module.css'
import type { MapBranch, Spot } from './layout.ts'

export interface BranchTreeProps {
  readonly tree: Tree
  /** Those that are listed, every branch after its parent. */
  readonly branches: readonly MapBranch[]
  /** What was found in each; `undefined` where nothing is looked for. */
  readonly found: ReadonlyMap<BranchId, readonly MessageEntry[]> | undefined
  readonly mainBranch: BranchId
  readonly reading: BranchId
  readonly readers: ReadonlyMap<BranchId, readonly string[]>
  readonly selected: BranchId
  readonly onSelect: (spot: Spot) => void
  readonly onOpen: (spot: Spot) => void
}

export const BranchTree = memo((props: BranchTreeProps) => {
  const { branches, selected, onSelect, found } = props
  const list = useRef<HTMLUListElement>(null)
  const at = branches.findIndex(({ branch }) => branch.id === selected)
  const spotOf = (index: number): Spot | undefined => {
    const branch = branches[index]?.branch
    return branch === undefined
      ? undefined
      : { branchId: branch.id, messageId: found?.get(branch.id)?.[0]?.id }
  }
  useEffect(() => {
    const item = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    item?.scrollIntoView({ block: 'nearest' })
    // Focus goes along where the tree has it already.
    if (list.current?.contains(document.activeElement) === true) item?.focus({ preventScroll: true })
  }, [selected])

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyTarget(event.key, branches, at)
    if (next === undefined) return
    event.preventDefault()
    const spot = spotOf(next)
    if (spot !== undefined) onSelect(spot)
  }
  return (
    <ul ref={list} role="tree" aria-label="Branches" className={styles.tree} onKeyDown={onKeyDown}>
      {branches.map((each, index) => (
        <Item
          key={each.branch.id}
          each={each}
          isStop={index === Math.max(0, at)}
          onPress={() => {
            const spot = spotOf(index)
            if (spot !== undefined) onSelect(spot)
          }}
          {...props}
        />
      ))}
    </ul>
  )
})
BranchTree.displayName = 'BranchTree'

/** Where a key leads in a list of branches in which children follow their parents. */
const keyTarget = (key: string, branches: readonly MapBranch[], at: number): number | undefined => {
  const current = branches[at]
  switch (key) {
    case 'ArrowDown':
      return Math.min(branches.length - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return branches.length - 1
    case 'ArrowLeft': {
      const parent = branches.findIndex(({ branch }) => branch.id === current?.parent)
      return parent < 0 ? undefined : parent
    }
    case 'ArrowRight':
      return branches[at + 1]?.parent === current?.branch.id ? at + 1 : undefined
    default:
      return undefined
  }
}

const MOST_INDENTS = 6

const Item = ({
  each,
  tree,
  found,
  mainBranch,
  reading,
  readers,
  selected,
  isStop,
  onPress,
  onOpen,
}: BranchTreeProps & {
  readonly each: MapBranch
  readonly isStop: boolean
  readonly onPress: () => void
}) => {
  const { personOf } = useConversation()
  const { branch, nesting, length, points } = each
  const hits = found?.get(branch.id)
  const first = hits?.[0] ?? points[0]?.messages[0]
  const open = (): void => onOpen({ branchId: branch.id, messageId: hits?.[0]?.id })
  const maker = branch.createdBy ?? first?.author
  const here = readers.get(branch.id) ?? []
  const since = branch.createdAt > 0 ? branch.createdAt : (first?.createdAt ?? 0)
  return (
    <li
      role="treeitem"
      aria-level={nesting + 1}
      aria-selected={branch.id === selected}
      aria-current={branch.id === reading ? 'location' : undefined}
      tabIndex={isStop ? 0 : -1}
      className={styles.item}
      data-branch={branch.id}
      style={{ paddingInlineStart: `calc(var(--space-3) + ${Math.min(nesting, MOST_INDENTS)} * 14px)` }}
      onClick={onPress}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        open()
      }}
      onDoubleClick={open}
    >
      <span className={styles.colour} style={{ background: colourOf(tree, branch.id) }} aria-hidden="true" />
      <span className={styles.text}>
        <span className={styles.name}>
          {branchName(branch, (id) => personOf(id).name)}
          {branch.id === mainBranch && <Mark icon={<Star />} words="main path" />}
          {branch.archived && <Mark icon={<Archive />} words="archived" />}
          {branch.deletedBy !== undefined && <Mark icon={<Trash2 />} words="deleted" />}
          {branch.id === reading && <span className={styles.here}>you are here</span>}
        </span>
        <span className={styles.words}>
          {first === undefined ? 'Nothing written here yet' : firstWords(first)}
        </span>
        <span className={styles.about}>
          {maker !== undefined && `${personOf(maker).name} · `}
          {hits === undefined
            ? length === 1
              ? '1 message'
              : `${length} messages`
            : hits.length === 1
              ? '1 found'
              : `${hits.length} found`}
          {since > 0 && (
            <>
              {' · '}
              <When at={since} form="short" />
            </>
          )}
        </span>
      </span>
      {here.length > 0 && <AvatarStack people={here.map((id) => personOf(id))} max={3} size={20} />}
    </li>
  )
}

const Mark = ({ icon, words }: { readonly icon: React.ReactNode; readonly words: string }) => (
  <span className={styles.mark}>
    <span aria-hidden="true">{icon}</span>
    {words}
  </span>
)
