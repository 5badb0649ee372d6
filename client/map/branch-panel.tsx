/** What can be done with the branch that is selected on the map. */
import { Archive, ArchiveRestore, Check, LocateFixed, Pencil, Star, Trash2, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import {
  archiveBranch,
  BRANCH_COLOURS,
  changeSetting,
  colourBranch,
  deleteBranch,
  LIMITS,
  putAwayBy,
  renameBranch,
  restoreBranch,
  type Tree,
  takenAlongBy,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH } from '../../shared/ids.ts'
import { useMedia } from '../app/use-media.ts'
import { branchName, mainBranchOf } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button, branchColour, IconButton, Select, TextField, useNotices } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './branch-panel.module.css'
import type { MapBranch } from './layout.ts'

export interface BranchPanelProps {
  readonly tree: Tree
  readonly each: MapBranch
  readonly isMain: boolean
  readonly onOpen: () => void
  /** More that can be done with it. */
  readonly children?: ReactNode
}

export const BranchPanel = ({ tree, each, isMain, onOpen, children }: BranchPanelProps) => {
  const { model, canWrite, isOwner, me, personOf } = useConversation()
  const settings = useStore(model.settings)
  const { show } = useNotices()
  const { branch } = each
  const { doc } = model
  const nameOf = (id: BranchId): string =>
    branchName(tree.branches.get(id), (person) => personOf(person).name)
  const name = nameOf(branch.id)
  const isFirst = branch.id === MAIN_BRANCH
  const mayDelete = canWrite && !isFirst && (isOwner || branch.createdBy === me)
  const isDeleted = branch.deletedBy !== undefined
  const mayName = canWrite && !isDeleted
  // Where the map needs the room, what is changed once in a while waits behind a button.
  const narrow = useMedia('(max-width: 48rem)')
  const [naming, setNaming] = useState(false)
  const mainBranch = mainBranchOf(tree, settings)
  const along = takenAlongBy(tree, branch.id)
  /** Whether the main path would go with it. */
  const carriesMain = isMain || along.some(({ id }) => id === mainBranch)
  /** What is to be done once newcomers begin elsewhere. */
  const [leaving, setLeaving] = useState<'archive' | 'delete'>()
  const makeMain = (): void => {
    const before = settings.mainBranch
    changeSetting(doc, 'mainBranch', branch.id)
    show({
      text: 'Newcomers now read this branch first.',
      action: { label: 'Undo', onSelect: () => changeSetting(doc, 'mainBranch', before) },
    })
  }
  const archive = (archived: boolean, undo = (): void => {}): void => {
    archiveBranch(doc, branch.id, archived)
    show({
      text: archived
        ? `Archived${alongWords(along.length)}. It no longer stands in the pager.`
        : 'Brought back.',
      action: {
        label: 'Undo',
        onSelect: () => {
          archiveBranch(doc, branch.id, !archived)
          undo()
        },
      },
    })
  }
  const remove = (undo = (): void => {}): void => {
    deleteBranch(doc, branch.id, me)
    show({
      text: `“${name}” was deleted for everybody${alongWords(along.length)}.`,
      action: {
        label: 'Undo',
        onSelect: () => {
          restoreBranch(doc, branch.id)
          undo()
        },
      },
    })
  }
  const leaveMain = (successor: BranchId): void => {
    const before = settings.mainBranch
    const undo = (): void => changeSetting(doc, 'mainBranch', before)
    setLeaving(undefined)
    doc.transact(() => {
      changeSetting(doc, 'mainBranch', successor)
      if (leaving === 'archive') archive(true, undo)
      else remove(undo)
    })
  }
  return (
    <section className={styles.panel} aria-label={`The branch “${name}”`}>
      {mayName && narrow && (
        <div className={styles.line}>
          <h3 className={styles.title}>{name}</h3>
          <IconButton
            label="Name and colour"
            side="top"
            icon={<Pencil />}
            aria-expanded={naming}
            onClick={() => setNaming(!naming)}
          />
        </div>
      )}
      {mayName && (!narrow || naming) && (
        <>
          <NameField
            key={branch.id}
            name={branch.name ?? ''}
            placeholder={name}
            onName={(next) => renameBranch(doc, branch.id, next)}
          />
          <Colours
            chosen={branch.colour ?? (branch.index + 1) % BRANCH_COLOURS}
            onChoose={(colour) => colourBranch(doc, branch.id, colour)}
          />
        </>
      )}
      {!mayName && <h3 className={styles.title}>{name}</h3>}
      {isDeleted && (
        <p className={styles.note}>
          {branch.deletedBy === me ? 'You' : personOf(branch.deletedBy ?? '').name} deleted this branch.
        </p>
      )}
      <div className={styles.actions}>
        <Button size="small" variant="primary" icon={<LocateFixed />} onClick={onOpen}>
          Go there
        </Button>
        {children}
        {canWrite && !isMain && putAwayBy(tree, branch.id) === undefined && (
          <Button size="small" icon={<Star />} onClick={makeMain}>
            Make this the main path
          </Button>
        )}
        {canWrite && !isDeleted && (
          <Button
            size="small"
            icon={branch.archived ? <ArchiveRestore /> : <Archive />}
            onClick={() =>
              carriesMain && !branch.archived ? setLeaving('archive') : archive(!branch.archived)
            }
          >
            {branch.archived ? 'Bring back from the archive' : 'Archive'}
          </Button>
        )}
        {mayDelete &&
          (isDeleted ? (
            <Button size="small" icon={<Undo2 />} onClick={() => restoreBranch(doc, branch.id)}>
              Undo deletion
            </Button>
          ) : (
            <Button
              size="small"
              variant="plain"
              icon={<Trash2 />}
              onClick={() => (carriesMain ? setLeaving('delete') : remove())}
            >
              Delete
            </Button>
          ))}
      </div>
      {carriesMain && leaving !== undefined && (
        <Successor
          main={isMain ? undefined : nameOf(mainBranch)}
          others={tree.listed
            .map(({ id }) => id)
            .filter(
              (id) =>
                id !== branch.id &&
                putAwayBy(tree, id) === undefined &&
                !along.some((each) => each.id === id),
            )
            .map((id) => ({ value: id, label: nameOf(id) }))}
          verb={leaving === 'archive' ? 'Archive' : 'Delete'}
          onChosen={leaveMain}
          onCancel={() => setLeaving(undefined)}
        />
      )}
    </section>
  )
}

/** Whose branches go along is said: they may be others'. */
const alongWords = (count: number): string => {
  if (count === 0) return ''
  return count === 1
    ? ', with the branch that grows from it'
    : `, with the ${count} branches that grow from it`
}

/** Newcomers read the main path first, so another one takes its place before it is put away, or goes along. */
const Successor = ({
  main,
  others,
  verb,
  onChosen,
  onCancel,
}: {
  /** What the main path is called, where it is another branch that would go along. */
  readonly main: string | undefined
  readonly others: readonly { readonly value: BranchId; readonly label: string }[]
  readonly verb: 'Archive' | 'Delete'
  readonly onChosen: (successor: BranchId) => void
  readonly onCancel: () => void
}) => {
  const [chosen, setChosen] = useState<BranchId>()
  const successor = (others.find(({ value }) => value === chosen) ?? others[0])?.value
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
    box.current?.querySelector<HTMLElement>('select, button')?.focus()
  }, [])
  return (
    <div ref={box} className={styles.successor} role="group" aria-label={`${verb} the main path`}>
      {successor === undefined ? (
        <p className={styles.note}>
          {main === undefined
            ? 'This is the only branch, and newcomers begin with it.'
            : `Newcomers begin with “${main}”, which grows from this branch, and there is no other.`}{' '}
          It can be put away once there is another one.
        </p>
      ) : (
        <>
          <p className={styles.note}>
            Newcomers begin with{' '}
            {main === undefined ? 'this branch' : `“${main}”, which grows from this branch`}. Which one do
            they begin with then?
          </p>
          <Select label="New main path" value={successor} options={others} onChange={setChosen} />
        </>
      )}
      <div className={styles.actions}>
        {successor !== undefined && (
          <Button size="small" variant="primary" onClick={() => onChosen(successor)}>
            {verb}
          </Button>
        )}
        <Button size="small" variant="plain" onClick={onCancel}>
          {successor === undefined ? 'Close' : 'Cancel'}
        </Button>
      </div>
    </div>
  )
}

/** Kept as it is left, or with Enter; with Esc it stays as it was. What others call it meanwhile is theirs. */
const NameField = ({
  name,
  placeholder,
  onName,
}: {
  readonly name: string
  readonly placeholder: string
  readonly onName: (name: string) => void
}) => {
  /** What one has typed, and nothing where one has not. */
  const [typed, setTyped] = useState<string>()
  const isTakenBack = useRef(false)
  const keep = (): void => {
    const next = isTakenBack.current ? undefined : typed?.trim()
    isTakenBack.current = false
    setTyped(undefined)
    if (next !== undefined && next !== name) onName(next)
  }
  return (
    <TextField
      label="Name"
      value={typed ?? name}
      onChange={setTyped}
      placeholder={placeholder}
      maxLength={LIMITS.shortString}
      autoComplete="off"
      dir="auto"
      data-branch-name=""
      data-own-escape=""
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') {
          isTakenBack.current = true
          document.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()
        }
      }}
    />
  )
}

const COLOUR_NAMES = ['Blue', 'Orange', 'Teal', 'Pink', 'Olive', 'Violet', 'Cyan', 'Red']

const Colours = ({
  chosen,
  onChoose,
}: {
  readonly chosen: number
  readonly onChoose: (colour: number) => void
}) => (
  <fieldset className={styles.colours}>
    <legend className={styles.legend}>Colour</legend>
    {COLOUR_NAMES.map((name, colour) => (
      <label key={name} className={styles.colour} style={{ background: branchColour(colour) }} title={name}>
        <input
          type="radio"
          name="branch-colour"
          aria-label={name}
          checked={colour === chosen}
          onChange={() => onChoose(colour)}
        />
        {colour === chosen && <Check aria-hidden="true" />}
      </label>
    ))}
  </fieldset>
)
