/**
 * Files as large as the window lets them be, one at a time: pictures, all pages of a PDF, whole texts. Arrow keys and
 * a finger drawn sideways go from one to the next; pictures and PDF come nearer; Esc, the close button and a click
 * beside a picture close it.
 */
import { ChevronLeft, ChevronRight, Download, ExternalLink, X, ZoomIn, ZoomOut } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type CSSProperties, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { filePath } from '../../shared/file-api.ts'
import { type FileId, isPdf, isPicture, isText } from '../../shared/files.ts'
import { part } from '../app/part.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { ColouredCode } from '../chat/markdown/coloured-code.tsx'
import { Skeleton, useDialogFocus } from '../design/index.ts'
import { altOf } from './attached-file.tsx'
import { FileName } from './file-name.tsx'
import { languageOf } from './file-words.ts'
import { NoPreview } from './no-preview.tsx'
import { useFirstLines, usePicture } from './use-content.ts'
import type { ShownFile } from './use-file-notes.ts'
import { isScrolledSideways, type Step, useSwipe } from './use-swipe.ts'
import { useUpload, useUploads } from './use-uploads.ts'
import { type PictureZoom, useZoom } from './use-zoom.ts'
import { canBeViewed } from './viewable.ts'
import styles from './viewer.module.css'
import { FITS, moveBy, NEAR, STEP, type Zoom, zoomAt } from './zoom.ts'

interface ViewerProps {
  readonly files: readonly ShownFile[]
  /** What they belong to, for the steps between them: "Files of this message". */
  readonly label: string
  readonly first: FileId
  readonly onClose: () => void
}

const Viewer = ({ files, label, first, onClose }: ViewerProps) => {
  const { all } = useUploads()
  const isHere = ({ arrived, attachment }: ShownFile): boolean =>
    arrived !== undefined || all.get().some(({ file }) => file.id === attachment.id)
  const shown = files.filter((file) => isHere(file) && canBeViewed(file.type))
  // Its sender may take off what somebody looks at: the page is left to them then.
  const isOver = shown.length === 0
  useEffect(() => {
    if (isOver) onClose()
  }, [isOver, onClose])
  return (
    <Dialog.Root open={!isOver} onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Content files={shown} label={label} first={first} />
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export default Viewer

const Content = ({ files, label, first }: Omit<ViewerProps, 'onClose'>) => {
  const { id: conversationId } = useConversation()
  const focus = useDialogFocus()
  const [{ current, came }, setCurrent] = useState<{ readonly current: FileId; readonly came?: Step }>({
    current: first,
  })
  const index = Math.max(
    0,
    files.findIndex(({ attachment }) => attachment.id === current),
  )
  const file = files[index]
  const look = useLook(file)
  const canGo = (step: Step): boolean => files[index + step] !== undefined
  const go = (step: Step): void => {
    const target = files[index + step]
    if (target === undefined) return
    look.change(() => FITS)
    setCurrent({ current: target.attachment.id, came: step })
  }
  const swipe = useSwipe(canGo, go)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (look.isOffered && (key === '+' || key === '=')) look.change((now) => zoomAt(now, STEP))
    else if (look.isOffered && key === '-') look.change((now) => zoomAt(now, 1 / STEP))
    else if (look.isOffered && key === '0') look.change(() => FITS)
    // What is larger than its place is moved by the same keys.
    else if (isScrolledSideways(event.target, event.currentTarget)) return
    else if (look.isPicture && look.scale > 1 && key in MOVES)
      look.change((now) => moveBy(now, ...(MOVES[key] ?? [0, 0])))
    else if (key === 'ArrowLeft') go(-1)
    else if (key === 'ArrowRight') go(1)
    else return
    event.preventDefault()
  }
  if (file === undefined) return null
  const { name, id } = file.attachment
  const address = filePath(conversationId, id)
  return (
    <Dialog.Content
      {...focus}
      className={styles.box}
      aria-describedby={undefined}
      onKeyDown={onKeyDown}
      // The keys are for the file: no button has them from the start.
      onOpenAutoFocus={(event) => {
        event.preventDefault()
        if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
      }}
    >
      <header className={styles.head}>
        <Dialog.Title className={styles.name}>
          <FileName name={name} oneLine />
        </Dialog.Title>
        {files.length > 1 && (
          <nav className={styles.steps} aria-label={label}>
            {/* No tooltips: the first Esc would close those. At an end they keep the focus, and with it the keys. */}
            <button
              type="button"
              className={styles.step}
              aria-label="Previous file"
              aria-disabled={!canGo(-1)}
              onClick={() => go(-1)}
            >
              <ChevronLeft aria-hidden="true" />
            </button>
            <span aria-live="polite">
              {index + 1} of {files.length}
            </span>
            <button
              type="button"
              className={styles.step}
              aria-label="Next file"
              aria-disabled={!canGo(1)}
              onClick={() => go(1)}
            >
              <ChevronRight aria-hidden="true" />
            </button>
          </nav>
        )}
        {look.isOffered && (
          <div className={styles.look} role="group" aria-label="Size">
            <button
              type="button"
              className={styles.step}
              aria-label="Smaller"
              aria-disabled={look.scale === 1}
              onClick={() => look.change((now) => zoomAt(now, 1 / STEP))}
            >
              <ZoomOut aria-hidden="true" />
            </button>
            <button
              type="button"
              className={styles.step}
              aria-label="Larger"
              onClick={() => look.change((now) => zoomAt(now, STEP))}
            >
              <ZoomIn aria-hidden="true" />
            </button>
          </div>
        )}
        {isPdf(file.type) && file.arrived !== undefined && (
          <a className={styles.link} href={`${address}?view`} target="_blank" rel="noopener noreferrer">
            <ExternalLink aria-hidden="true" />
            <span className={styles.wide}>Open in a new tab</span>
          </a>
        )}
        {file.arrived !== undefined && (
          <a className={styles.link} href={address} download={name}>
            <Download aria-hidden="true" />
            <span className={styles.wide}>Download</span>
          </a>
        )}
        <Dialog.Close asChild>
          <button type="button" className={styles.step} aria-label="Close">
            <X aria-hidden="true" />
          </button>
        </Dialog.Close>
      </header>
      <div
        key={id}
        className={styles.sheet}
        data-came={came}
        data-swiped={swipe.offset !== 0}
        data-magnified={swipe.isMagnified}
        style={{ '--offset': `${swipe.offset}px` } as CSSProperties}
        {...swipe.hands}
        {...look.hands}
      >
        <Stage file={file} look={look} />
      </div>
    </Dialog.Content>
  )
}

/** In pixels. */
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [80, 0],
  ArrowRight: [-80, 0],
  ArrowUp: [0, 80],
  ArrowDown: [0, -80],
}

/** From how near the file is looked at. */
interface Look {
  /** Texts are as large as one's other texts are. */
  readonly isOffered: boolean
  readonly isPicture: boolean
  readonly scale: number
  readonly change: (step: (before: Zoom) => Zoom) => void
  /** For what the file stands in. */
  readonly hands: { readonly onDoubleClick?: () => void }
  readonly picture: PictureZoom
}

const useLook = (file: ShownFile | undefined): Look => {
  const picture = useZoom()
  const type = file?.type ?? ''
  const toggle = (): void => picture.change((now) => (now.scale > 1 ? FITS : zoomAt(now, NEAR)))
  return {
    isOffered: isPicture(type) || isPdf(type),
    isPicture: isPicture(type),
    scale: picture.zoom.scale,
    change: picture.change,
    hands: isPdf(type) ? { onDoubleClick: toggle } : {},
    picture,
  }
}

interface StageProps {
  readonly file: ShownFile
}

const Stage = ({ file, look }: StageProps & { readonly look: Look }) => {
  const { type, attachment } = file
  const upload = useUpload(attachment.id)
  if (isPicture(type)) return <PictureStage file={file} zoom={look.picture} />
  if (isText(type)) return <TextStage file={file} />
  return <PdfPages file={attachment} blob={upload?.file.blob} scale={look.scale} />
}

const Opening = () => (
  <div className={styles.opening}>
    <Skeleton lines={6} label="Opening the file" />
  </div>
)

// Off line, and never met before: what reads PDF is not here.
const PdfPages = part(() => import('./pdf-pages.tsx').catch(() => ({ default: NoPreview })), <Opening />)

const PictureStage = ({
  file: { attachment, arrived },
  zoom: { zoom, takePlace, picture: image, hands },
}: StageProps & { readonly zoom: PictureZoom }) => {
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const picture = usePicture(conversationId, attachment, upload?.file.blob, arrived !== undefined)
  return (
    <div ref={takePlace} className={styles.stage} data-near={zoom.scale > 1} {...hands}>
      {/* For the pointer: the keyboard and what reads aloud have Esc and the button above. */}
      <Dialog.Close asChild>
        <button type="button" className={styles.beside} tabIndex={-1} aria-hidden="true" />
      </Dialog.Close>
      {picture.kind === 'there' && (
        <img
          ref={image}
          src={picture.address}
          alt={altOf(attachment)}
          draggable={false}
          style={{ transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }}
        />
      )}
      {picture.kind === 'missing' && <p className={styles.words}>This picture cannot be shown now.</p>}
    </div>
  )
}

/** How much of a text is shown here, in bytes: what is longer is read better elsewhere. */
const TEXT_BYTES = 1_000_000

const TextStage = ({ file: { attachment, arrived } }: StageProps) => {
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const read = useFirstLines(conversationId, attachment, upload?.file.blob, arrived !== undefined, TEXT_BYTES)
  const text = typeof read === 'object' ? read.text : undefined
  const pre = useRef<HTMLPreElement>(null)
  const [isWide, setWide] = useState(true)
  useLayoutEffect(() => {
    const { current } = pre
    if (current !== null) setWide(current.scrollWidth > current.clientWidth)
  }, [text])
  if (read === undefined) return <Opening />
  if (read === 'missing') return <p className={styles.words}>This text cannot be shown now.</p>
  return (
    <div className={styles.text}>
      {read.text === '' && <p className={styles.words}>This file is empty.</p>}
      {read.text !== '' && (
        <pre
          ref={pre}
          // Long lines are moved by the finger that would lead on.
          data-wide={isWide}
          tabIndex={0}
          role="region"
          aria-label={`Text of ${attachment.name}`}
        >
          <ColouredCode code={read.text} language={languageOf(attachment.name)} />
        </pre>
      )}
      {!read.isAll && <p className={styles.words}>It goes on: download it to read the rest.</p>}
    </div>
  )
}
