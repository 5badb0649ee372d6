/** Two branches side by side from where they part; on a phone one at a time. */
import { LocateFixed, Spline, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type CSSProperties, type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { type MessageEntry, putAwayBy } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { useMedia } from '../app/use-media.ts'
import { branchName, colourOf, firstWords, modelOf } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { MessageBody } from '../chat/message-body.tsx'
import { Avatar, Button, IconButton, Select, useDialogFocus, useInertPage, When } from '../design/index.ts'
import { focusMessage } from '../map/focus-message.ts'
import { useStore } from '../sync/hooks.tsx'
import { comparePaths } from './compare-paths.ts'
import styles from './compare-view.module.css'
import { SummaryDialog } from './summary-dialog.tsx'

export interface CompareViewProps {
  readonly left: BranchId
  readonly right: BranchId
  readonly onClose: () => void
  /** Closes it, and what it was opened from: one has gone to what it shows. */
  readonly onLeave: () => void
}

const CompareView = (props: CompareViewProps) => (
  // Not modal, as the map: notices stand outside of it.
  <Dialog.Root
    open
    modal={false}
    onOpenChange={(open) => {
      if (!open) props.onClose()
    }}
  >
    <Dialog.Portal>
      <Content {...props} />
    </Dialog.Portal>
  </Dialog.Root>
)
export default CompareView

const PHONE = '(max-width: 47.99rem)'

type Side = 'left' | 'right'

const Content = ({ onLeave, left, right }: CompareViewProps) => {
  const { model, personOf } = useConversation()
  const tree = useStore(model.tree)
  const focus = useDialogFocus()
  useInertPage()
  const phone = useMedia(PHONE)
  const [sides, setSides] = useState<Record<Side, BranchId>>({ left, right })
  const [shown, setShown] = useState<Side>('left')
  const [summing, setSumming] = useState<Side>()
  const ids = useId()
  const comparison = useMemo(() => comparePaths(tree, sides.left, sides.right), [tree, sides])
  const nameOf = (id: BranchId): string =>
    branchName(tree.branches.get(id), (person) => personOf(person).name)
  const options = tree.listed
    .filter(({ id }) => putAwayBy(tree, id) === undefined || id === sides.left || id === sides.right)
    .map(({ id }) => ({ value: id, label: nameOf(id) }))
  const wentTo = useRef<MessageId>(undefined)
  const other = { left: 'right', right: 'left' } as const
  const pick = (side: Side) => (id: BranchId) => setSides((before) => ({ ...before, [side]: id }))
  return (
    <Dialog.Content
      {...focus}
      onCloseAutoFocus={(event) => {
        focus.onCloseAutoFocus(event)
        focusMessage(wentTo.current)
      }}
      className={styles.compare}
      aria-describedby={undefined}
      onInteractOutside={(event) => event.preventDefault()}
    >
      <div className={styles.header}>
        <Dialog.Title className={styles.title}>Compare</Dialog.Title>
        <div className={styles.pickers}>
          <Select label="One branch" hideLabel value={sides.left} options={options} onChange={pick('left')} />
          <span className={styles.with}>with</span>
          <Select
            label="The other branch"
            hideLabel
            value={sides.right}
            options={options}
            onChange={pick('right')}
          />
        </div>
        <Dialog.Close asChild>
          <IconButton label="Close" icon={<X />} className={styles.close} />
        </Dialog.Close>
      </div>
      <p className={styles.shared}>{sharedWords(comparison.shared, comparison.fork)}</p>
      {phone && (
        <Tabs
          ids={ids}
          shown={shown}
          onShow={setShown}
          names={{ left: nameOf(sides.left), right: nameOf(sides.right) }}
          colours={{ left: colourOf(tree, sides.left), right: colourOf(tree, sides.right) }}
        />
      )}
      <div className={styles.columns}>
        {(['left', 'right'] as const)
          .filter((side) => !phone || side === shown)
          .map((side) => (
            <Column
              // Whoever looks at another branch begins at its top.
              key={`${side} ${sides[side]}`}
              id={`${ids}${side}`}
              isPanel={phone}
              name={nameOf(sides[side])}
              colour={colourOf(tree, sides[side])}
              branchId={sides[side]}
              messages={comparison[side]}
              onLeave={(messageId) => {
                wentTo.current = messageId
                onLeave()
              }}
              onSum={sides.left === sides.right ? undefined : () => setSumming(side)}
            />
          ))}
      </div>
      {summing !== undefined && (
        <SummaryDialog
          source={sides[summing]}
          target={sides[other[summing]]}
          onClose={() => setSumming(undefined)}
        />
      )}
    </Dialog.Content>
  )
}

const sharedWords = (shared: number, fork: MessageEntry | undefined): string => {
  if (fork === undefined) return 'They part before the first message.'
  const count = shared === 1 ? 'message' : `${shared} messages`
  return `Both begin with the same ${count}, up to “${firstWords(fork)}”`
}

const Tabs = ({
  ids,
  shown,
  onShow,
  names,
  colours,
}: {
  readonly ids: string
  readonly shown: Side
  readonly onShow: (side: Side) => void
  readonly names: Readonly<Record<Side, string>>
  readonly colours: Readonly<Record<Side, string>>
}) => {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    const next = shown === 'left' ? 'right' : 'left'
    onShow(next)
    list.current?.querySelector<HTMLElement>(`[data-side="${next}"]`)?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label="Branches" className={styles.tabs}>
      {(['left', 'right'] as const).map((side) => (
        <button
          key={side}
          type="button"
          role="tab"
          data-side={side}
          style={{ '--tab': colours[side] } as CSSProperties}
          aria-selected={side === shown}
          {...(side === shown ? { 'aria-controls': `${ids}${side}` } : {})}
          tabIndex={side === shown ? 0 : -1}
          onClick={() => onShow(side)}
          onKeyDown={onKeyDown}
        >
          {names[side]}
        </button>
      ))}
    </div>
  )
}

/** So many are drawn at first; the rest on demand. */
const DRAWN = 80
/** What scrolls and holds nothing to press can be reached all the same. */
const SCROLLED_BY_KEYS = { role: 'region', tabIndex: 0 } as const

interface ColumnProps {
  readonly id: string
  readonly isPanel: boolean
  readonly name: string
  readonly colour: string
  readonly branchId: BranchId
  readonly messages: readonly MessageEntry[]
  readonly onLeave: (messageId: MessageId | undefined) => void
  readonly onSum: (() => void) | undefined
}

const Column = ({ id, isPanel, name, colour, branchId, messages, onLeave, onSum }: ColumnProps) => {
  const { places, canWrite } = useConversation()
  const [drawn, setDrawn] = useState(DRAWN)
  return (
    <section id={id} className={styles.column} aria-label={name} {...(isPanel ? { role: 'tabpanel' } : {})}>
      <div className={styles.columnHead} style={{ borderTopColor: colour }}>
        <h3 className={styles.name}>{name}</h3>
        <span className={styles.about}>
          {messages.length === 1 ? '1 message' : `${messages.length} messages`}
        </span>
        <span className={styles.actions}>
          <Button
            size="small"
            icon={<LocateFixed />}
            onClick={() => {
              places.goTo(branchId, messages[0]?.id)
              onLeave(messages[0]?.id)
            }}
          >
            Go there
          </Button>
          {canWrite && onSum !== undefined && messages.length > 0 && (
            <Button size="small" icon={<Spline />} onClick={onSum}>
              Bring back…
            </Button>
          )}
        </span>
      </div>
      <div className={styles.messages} {...SCROLLED_BY_KEYS} aria-label={`Messages of ${name}`}>
        {messages.length === 0 && <p className={styles.nothing}>Nothing was written here after that.</p>}
        {messages.slice(0, drawn).map((entry) => (
          <Compared key={entry.id} entry={entry} />
        ))}
        {messages.length > drawn && (
          <Button size="small" onClick={() => setDrawn((before) => before + DRAWN)}>
            Show more
          </Button>
        )}
      </div>
    </section>
  )
}

const Compared = ({ entry }: { readonly entry: MessageEntry }) => {
  const { model, personOf } = useConversation()
  const runs = useStore(model.runs)
  const author = personOf(entry.author)
  const run = entry.runId === undefined ? undefined : runs.byId.get(entry.runId)
  const written = modelOf(entry, run)
  return (
    <article className={styles.message} aria-label={`${author.name}: message`}>
      <div className={styles.head}>
        <Avatar person={author} size={20} decorative />
        <span className={styles.author}>{author.name}</span>
        <span className={styles.about}>
          {written !== undefined && `${written} · `}
          <When at={entry.createdAt} form="short" />
        </span>
      </div>
      {entry.deletedBy === undefined ? (
        <MessageBody body={entry.body} isEnded={run !== undefined && run.status !== 'running'} />
      ) : (
        <p className={styles.about}>A deleted message</p>
      )}
    </article>
  )
}
