/** The place where paths part: the pager, and on its hover card every way on, with who made it and how far it goes. */
import { ChevronLeft, ChevronRight, Star } from 'lucide-react'
import { type KeyboardEvent, memo, useRef } from 'react'
import type { MessageEntry, Path } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Fork } from '../chat/rows.ts'
import { Avatar, HoverCard, Tooltip, VisuallyHidden, When } from '../design/index.ts'
import type { Runs } from '../sync/conversation-model.ts'
import { useStore } from '../sync/hooks.tsx'
import { branchName, colourOf, isOnMainPath, mainBranchOf, modelOf, pathWords } from './branch-words.ts'
import styles from './fork-row.module.css'
import { pathLength } from './path-target.ts'

export const ForkRow = memo(({ fork }: { readonly fork: Fork }) => {
  const { places, model, personOf } = useConversation()
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const settings = useStore(model.settings)
  const root = useRef<HTMLElement>(null)
  const take = (index: number): void => {
    if (fork.paths[index] !== undefined)
      places.takePath(fork, index, root.current?.getBoundingClientRect().top)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    take(fork.current + step)
  }
  const reading = fork.paths[fork.current]
  const name =
    reading === undefined ? '' : branchName(tree.branches.get(reading.branchId), (id) => personOf(id).name)
  const first = reading?.first
  const writtenBy = modelOfFirst(first, runs)
  const isMain = reading !== undefined && isOnMainPath(tree, reading, mainBranchOf(tree, settings))
  return (
    <nav ref={root} className={styles.fork} aria-label="Ways on from here" data-fork={fork.after ?? 'start'}>
      {/* At an end they keep the focus, and with it the keys. */}
      <button
        type="button"
        className={styles.arrow}
        aria-label="Previous way"
        aria-disabled={fork.current === 0}
        onClick={() => take(fork.current - 1)}
        onKeyDown={onKeyDown}
      >
        <ChevronLeft aria-hidden="true" />
      </button>
      <HoverCard
        trigger={
          <button
            type="button"
            className={styles.count}
            aria-label={`${fork.current + 1}/${fork.paths.length}. Way ${fork.current + 1} of ${fork.paths.length}. Arrow keys change it.`}
            onKeyDown={onKeyDown}
          >
            {fork.current + 1}/{fork.paths.length}
          </button>
        }
      >
        <PathList fork={fork} onTake={take} />
      </HoverCard>
      <button
        type="button"
        className={styles.arrow}
        aria-label="Next way"
        aria-disabled={fork.current === fork.paths.length - 1}
        onClick={() => take(fork.current + 1)}
        onKeyDown={onKeyDown}
      >
        <ChevronRight aria-hidden="true" />
      </button>
      <span className={styles.name} aria-live="polite">
        {name}
        {writtenBy !== undefined && ` · ${writtenBy}`}
      </span>
      {isMain && <MainMark />}
    </nav>
  )
})
ForkRow.displayName = 'ForkRow'

/** Says that this way is the conversation's main path. */
export const MainMark = () => (
  <Tooltip text="The main path: what a newcomer reads">
    <span className={styles.main}>
      <Star aria-hidden="true" />
      <VisuallyHidden>Main path</VisuallyHidden>
    </span>
  </Tooltip>
)

export const PathList = ({
  fork,
  onTake,
}: {
  readonly fork: Fork
  readonly onTake: (index: number) => void
}) => (
  <ol className={styles.paths}>
    {fork.paths.map((path, index) => (
      <li key={path.branchId}>
        <button
          type="button"
          className={styles.path}
          aria-current={index === fork.current ? 'true' : undefined}
          onClick={() => onTake(index)}
        >
          <PathSummary path={path} />
        </button>
      </li>
    ))}
  </ol>
)

const modelOfFirst = (first: MessageEntry | undefined, runs: Runs): string | undefined =>
  first === undefined
    ? undefined
    : modelOf(first, first.runId === undefined ? undefined : runs.byId.get(first.runId))

const PathSummary = ({ path }: { readonly path: Path }) => {
  const { model, personOf } = useConversation()
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const settings = useStore(model.settings)
  const branch = tree.branches.get(path.branchId)
  const { first } = path
  const author = first?.author ?? branch?.createdBy
  const by = author === undefined ? undefined : personOf(author)
  const written = modelOfFirst(first, runs)
  const length = pathLength(tree, path)
  const words = pathWords(path)
  const nameOf = (id: string): string => personOf(id).name
  return (
    <>
      <span
        className={styles.colour}
        style={{ background: colourOf(tree, path.branchId) }}
        aria-hidden="true"
      />
      <span className={styles.summary}>
        <span className={styles.words}>{words === '' ? 'Nothing written here yet' : words}</span>
        <span className={styles.about}>
          {by !== undefined && <Avatar person={by} size={20} decorative />}
          {branch?.name !== undefined && branch.name !== '' && `${branchName(branch, nameOf)} · `}
          {by?.name ?? branchName(branch, nameOf)}
          {written !== undefined && ` · ${written}`}
          {isOnMainPath(tree, path, mainBranchOf(tree, settings)) && ' · main path'}
          {length > 0 && ` · ${length === 1 ? '1 message' : `${length} messages`}`}
          {first !== undefined && (
            <>
              {' · '}
              <When at={first.createdAt} form="short" />
            </>
          )}
        </span>
      </span>
    </>
  )
}
