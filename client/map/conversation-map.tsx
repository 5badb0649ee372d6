/** The whole conversation at a glance: the rail unrolled, beside a list of all branches. Esc leads back. */
import { Maximize, Minus, Plus, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import {
  type KeyboardEvent,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { isPutAway, readCursor, type Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { branchName, mainBranchOf } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { placeView } from '../chat/rows.ts'
import { Checkbox, IconButton, SearchField, useDialogFocus, useInertPage } from '../design/index.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { BranchActions } from './branch-actions.tsx'
import { BranchPanel } from './branch-panel.tsx'
import { BranchTree } from './branch-tree.tsx'
import {
  type Camera,
  fit,
  keepAt,
  lookAt,
  placeUnder,
  type Size,
  screenOf,
  within,
  zoomAt,
} from './camera.ts'
import styles from './conversation-map.module.css'
import { focusMessage } from './focus-message.ts'
import { isFolded, layOutMap, type MapLayout, nearestMessage, placeOfMessage, type Spot } from './layout.ts'
import { MapCanvas } from './map-canvas.tsx'
import { useMessageTexts } from './message-texts.ts'
import { searchMap } from './search-map.ts'

export interface ConversationMapProps {
  /** The branch to begin with; where one reads by default. */
  readonly branchId?: BranchId | undefined
  readonly onClose: () => void
  readonly onCompare: (branchId: BranchId) => void
  /** To sum a branch up for another. */
  readonly onSum: (branchId: BranchId) => void
}

const ConversationMap = (props: ConversationMapProps) => (
  // Not modal: what it does is taken back in a notice, which stands outside of it.
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
export default ConversationMap

const MARGIN = 48
/** Smaller than this the map begins at one's own place instead of showing all. */
const LEGIBLE = 0.45
const COMFORTABLE = 0.85
const ZOOM_STEP = 1.3

const Content = ({ branchId, onClose, onCompare, onSum }: ConversationMapProps) => {
  const { model, places, personOf, me } = useConversation()
  const tree = useStore(model.tree)
  const settings = useStore(model.settings)
  useInertPage()
  const focus = useDialogFocus()
  const [withPutAway, setWithPutAway] = useState(false)
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query)
  const mainBranch = mainBranchOf(tree, settings)
  const isPartPutAway = useMemo(() => tree.listed.some(isPutAway), [tree])
  const names = useMemo(
    () => ({
      ofBranch: (id: BranchId) => branchName(tree.branches.get(id), (person) => personOf(person).name),
      ofPerson: (id: string) => personOf(id).name,
    }),
    [tree, personOf],
  )

  const reading = useMemo(() => placeView(tree, places.place), [tree, places.place])
  const readingBranch = places.place.kind === 'branch' ? places.place.branchId : places.place.cameFrom
  const people = usePeoplePlaces()
  const { textOf } = useMessageTexts(model.doc)
  const whole = useMemo(() => layOutMap(tree, { withPutAway }), [tree, withPutAway])
  const found = useMemo(() => searchMap(whole, wanted, names, textOf), [whole, wanted, names, textOf])
  // What was found stands for itself and is in no fold; where it is in none, nothing moves.
  const layout = useMemo(
    () =>
      found?.messages.some((message) => isFolded(whole, message)) === true
        ? layOutMap(tree, { withPutAway, keep: found.ids })
        : whole,
    [tree, withPutAway, whole, found],
  )
  const writing = useWriting()
  const listed = useMemo(
    () =>
      found === undefined
        ? layout.branches
        : layout.branches.filter(({ branch }) => found.byBranch.has(branch.id)),
    [layout, found],
  )

  const [chosen, setChosen] = useState<Spot | undefined>(branchId && { branchId, messageId: undefined })
  const { id: conversationId } = useConversation()
  const cursor = readCursor(usePersonalDoc(), conversationId)?.messageId
  const own = reading.find(({ id }) => id === cursor) ?? reading.at(-1)
  // One begins where one reads: in the branch that the message there belongs to.
  const start = own?.branchId ?? readingBranch
  const selected =
    chosen !== undefined && layout.byId.has(chosen.branchId)
      ? chosen
      : { branchId: layout.byId.has(start) ? start : mainBranch, messageId: own?.id }
  const each = layout.byId.get(selected.branchId) ?? layout.branches[0]

  const [surface, size] = useSize()
  const [moved, setMoved] = useState<Camera>()
  const firstLook = useMemo(() => {
    const all = fit(layout, size, MARGIN)
    const place = own === undefined ? undefined : placeOfMessage(layout, tree, own.id)
    return all.scale >= LEGIBLE || place === undefined
      ? all
      : within(lookAt(place, COMFORTABLE, size), layout, size, MARGIN)
  }, [layout, tree, size, own])
  // What comes later does not move what one looks at, also where lanes and rows make room for it.
  if (moved === undefined && size.width > 0) setMoved(firstLook)
  const [drawn, setDrawn] = useState(layout)
  if (drawn !== layout) {
    setDrawn(layout)
    if (moved !== undefined)
      setMoved(stillThere(moved, { drawn, layout, tree, size, selected: selected.messageId }))
  }
  const camera = moved ?? firstLook
  const onCamera = useCallback(
    (change: (before: Camera) => Camera) => setMoved((before) => change(before ?? firstLook)),
    [firstLook],
  )
  const middle = { x: size.width / 2, y: size.height / 2 }
  const fitAll = (): void => setMoved(fit(layout, size, MARGIN))

  const lookFor = useCallback(
    (spot: Spot, isFound = false): void => {
      const branch = layout.byId.get(spot.branchId)
      if (branch === undefined) return
      const place = (spot.messageId === undefined
        ? undefined
        : placeOfMessage(layout, tree, spot.messageId)) ?? { lane: branch.lane, row: branch.firstRow }
      onCamera((before) => {
        const { x, y } = screenOf(before, place)
        const isSeen = x > 20 && y > 20 && x < size.width - 120 && y < size.height - 40
        const scale = Math.max(before.scale, isFound ? COMFORTABLE : LEGIBLE)
        return isSeen && !isFound ? before : within(lookAt(place, scale, size), layout, size, MARGIN)
      })
    },
    [layout, tree, size, onCamera],
  )
  const choose = (spot: Spot): void => setChosen(spot)
  const chooseAndLook = useCallback(
    (spot: Spot): void => {
      setChosen(spot)
      lookFor(spot)
    },
    [lookFor],
  )
  const jumpedTo = useRef<MessageId>(undefined)
  const { goTo } = places
  const open = useCallback(
    (spot: Spot): void => {
      jumpedTo.current = spot.messageId
      goTo(spot.branchId, spot.messageId)
      onClose()
    },
    [goTo, onClose],
  )
  const readers = useMemo(() => readersOf(people, me), [people, me])
  const [hit, setHit] = useState(0)
  const stepThrough = (by: number): void => {
    // Whoever types and presses Enter is quicker than what is drawn of it.
    const hits = (wanted === query ? found : searchMap(whole, query, names, textOf))?.messages ?? []
    if (hits.length === 0) return
    const next = (hit + by + hits.length) % hits.length
    const message = hits[next]
    setHit(next)
    if (message === undefined) return
    const spot = { branchId: message.branchId, messageId: message.id }
    setChosen(spot)
    lookFor(spot, true)
  }

  const searchField = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== 'radio'
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    const action = {
      '+': () => onCamera((before) => zoomAt(before, ZOOM_STEP, middle)),
      '=': () => onCamera((before) => zoomAt(before, ZOOM_STEP, middle)),
      '-': () => onCamera((before) => zoomAt(before, 1 / ZOOM_STEP, middle)),
      '0': fitAll,
      '/': () => searchField.current?.querySelector('input')?.focus(),
      F2: () => document.querySelector<HTMLInputElement>('[data-branch-name]')?.focus(),
    }[event.key]
    if (action !== undefined) {
      event.preventDefault()
      action()
    }
  }

  return (
    <Dialog.Content
      {...focus}
      onCloseAutoFocus={(event) => {
        focus.onCloseAutoFocus(event)
        focusMessage(jumpedTo.current)
      }}
      className={styles.map}
      aria-describedby={undefined}
      onInteractOutside={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
      onOpenAutoFocus={(event) => {
        event.preventDefault()
        const dialog = event.currentTarget
        if (dialog instanceof HTMLElement)
          dialog.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()
      }}
    >
      <div className={styles.header}>
        <Dialog.Title className={styles.title}>Map</Dialog.Title>
        <div ref={searchField} className={styles.search}>
          <SearchField
            label="Find words, people, branches"
            value={query}
            onChange={(text) => {
              setQuery(text)
              setHit(0)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              const isFirst = chosen?.messageId !== found?.messages[hit]?.id
              stepThrough(isFirst ? 0 : event.shiftKey ? -1 : 1)
            }}
          />
        </div>
        <span className={styles.count} role="status">
          {found !== undefined &&
            (found.messages.length === 1 ? '1 message' : `${found.messages.length} messages`)}
        </span>
        {isPartPutAway && (
          <Checkbox label="Archived and deleted" checked={withPutAway} onChange={setWithPutAway} />
        )}
        <Dialog.Close asChild>
          <IconButton label="Close the map" icon={<X />} className={styles.close} />
        </Dialog.Close>
      </div>
      <div className={styles.body}>
        <div ref={surface} className={styles.canvas}>
          {size.width > 0 && (
            <MapCanvas
              layout={layout}
              tree={tree}
              camera={camera}
              size={size}
              onCamera={onCamera}
              reading={reading}
              selected={selected}
              onSelect={choose}
              onOpen={open}
              found={found?.ids}
              people={people.filter(({ id }) => id !== me)}
              writing={writing}
            />
          )}
          <div className={styles.zoom}>
            <IconButton
              label="Zoom in"
              shortcut="+"
              side="top"
              icon={<Plus />}
              onClick={() => onCamera((before) => zoomAt(before, ZOOM_STEP, middle))}
            />
            <IconButton
              label="Zoom out"
              shortcut="-"
              side="top"
              icon={<Minus />}
              onClick={() => onCamera((before) => zoomAt(before, 1 / ZOOM_STEP, middle))}
            />
            <IconButton label="Show all" shortcut="0" side="top" icon={<Maximize />} onClick={fitAll} />
          </div>
        </div>
        <div className={styles.side}>
          {listed.length === 0 ? (
            <p className={styles.none}>Nothing here says that. Try fewer words.</p>
          ) : (
            <BranchTree
              tree={tree}
              branches={listed}
              found={found?.byBranch}
              mainBranch={mainBranch}
              reading={readingBranch}
              readers={readers}
              selected={selected.branchId}
              onSelect={chooseAndLook}
              onOpen={open}
            />
          )}
          {each !== undefined && (
            <BranchPanel
              key={each.branch.id}
              tree={tree}
              each={each}
              isMain={each.branch.id === mainBranch}
              onOpen={() => open(selected)}
            >
              <BranchActions tree={tree} branchId={each.branch.id} onCompare={onCompare} onSum={onSum} />
            </BranchPanel>
          )}
        </div>
      </div>
    </Dialog.Content>
  )
}

/** The camera after the map was laid out anew: what is selected stays where it is seen, else what is in the middle. */
const stillThere = (
  camera: Camera,
  options: {
    readonly drawn: MapLayout
    readonly layout: MapLayout
    readonly tree: Tree
    readonly size: Size
    readonly selected: MessageId | undefined
  },
): Camera => {
  const { drawn, layout, tree, size, selected } = options
  const isSeen = (id: MessageId): boolean => {
    const place = placeOfMessage(drawn, tree, id)
    if (place === undefined) return false
    const { x, y } = screenOf(camera, place)
    return x >= 0 && y >= 0 && x <= size.width && y <= size.height
  }
  const middle = placeUnder(camera, { x: size.width / 2, y: size.height / 2 })
  const id = selected !== undefined && isSeen(selected) ? selected : nearestMessage(drawn, middle)?.id
  if (id === undefined) return camera
  const before = placeOfMessage(drawn, tree, id)
  const now = placeOfMessage(layout, tree, id)
  return before === undefined || now === undefined ? camera : keepAt(camera, before, now)
}

interface PersonPlace {
  readonly id: string
  readonly messageId: MessageId
  readonly branchId: BranchId
}

/** The message beside which each of the others reads. */
const usePeoplePlaces = (): readonly PersonPlace[] => {
  const { model } = useConversation()
  const tree = useStore(model.tree)
  const others = useStore(model.presence.others)
  const joined = useMemo(
    () =>
      JSON.stringify(
        others.flatMap(({ user, at }): PersonPlace[] => {
          if (at === undefined || user.kind !== 'person') return []
          const known = at.messageId === undefined ? undefined : tree.messages.get(at.messageId)
          const message =
            at.atEnd === true ? (tree.head(at.branchId) ?? known) : (known ?? tree.head(at.branchId))
          return message === undefined
            ? []
            : [{ id: user.id, messageId: message.id, branchId: message.branchId }]
        }),
      ),
    [others, tree],
  )
  // Presence changes often, where somebody reads does not.
  return useMemo(() => JSON.parse(joined) as readonly PersonPlace[], [joined])
}

const readersOf = (people: readonly PersonPlace[], me: string): ReadonlyMap<BranchId, readonly string[]> => {
  const readers = new Map<BranchId, string[]>()
  for (const { id, branchId } of people) {
    if (id !== me) readers.set(branchId, [...(readers.get(branchId) ?? []), id])
  }
  return readers
}

/** Branches in which a reply is being written. */
const useWriting = (): ReadonlySet<BranchId> => {
  const { model } = useConversation()
  const runs = useStore(model.runs)
  return useMemo(
    () => new Set(runs.active.filter(({ status }) => status === 'running').map(({ branchId }) => branchId)),
    [runs],
  )
}

const useSize = () => {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = element
    if (current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return [element, size] as const
}
