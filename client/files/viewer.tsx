/**
 * The files of a message as large as the window lets them be, one at a time: pictures, all pages of a PDF, whole
 * texts. Arrow keys go from one to the next; Esc, the close button and a click beside a picture close it.
 */
import { ChevronLeft, ChevronRight, Download, ExternalLink, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
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
import { useUpload, useUploads } from './use-uploads.ts'
import styles from './viewer.module.css'

interface ViewerProps {
  readonly files: readonly ShownFile[]
  readonly first: FileId
  readonly onClose: () => void
}

const Viewer = ({ files, first, onClose }: ViewerProps) => {
  const { all } = useUploads()
  const isHere = ({ arrived, attachment }: ShownFile): boolean =>
    arrived !== undefined || all.get().some(({ file }) => file.id === attachment.id)
  const shown = files.filter(
    (file) => isHere(file) && (isPicture(file.type) || isPdf(file.type) || isText(file.type)),
  )
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Content files={shown} first={first} />
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export default Viewer

const Content = ({ files, first }: Omit<ViewerProps, 'onClose'>) => {
  const { id: conversationId } = useConversation()
  const focus = useDialogFocus()
  const [current, setCurrent] = useState(first)
  const index = Math.max(
    0,
    files.findIndex(({ attachment }) => attachment.id === current),
  )
  const file = files[index]
  const goTo = (next: number): void => {
    const target = files[next]
    if (target !== undefined) setCurrent(target.attachment.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    // Long lines of a text are scrolled by the same keys.
    const isInText = event.target instanceof HTMLPreElement
    if (step === undefined || isInText || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    goTo(index + step)
  }
  if (file === undefined) return null
  const { name, id } = file.attachment
  const address = filePath(conversationId, id)
  return (
    <Dialog.Content {...focus} className={styles.box} aria-describedby={undefined} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <Dialog.Title className={styles.name}>
          <FileName name={name} oneLine />
        </Dialog.Title>
        {files.length > 1 && (
          <nav className={styles.steps} aria-label="Files of this message">
            {/* No tooltips: the first Esc would close those. */}
            <button
              type="button"
              className={styles.step}
              aria-label="Previous file"
              disabled={index === 0}
              onClick={() => goTo(index - 1)}
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
              disabled={index === files.length - 1}
              onClick={() => goTo(index + 1)}
            >
              <ChevronRight aria-hidden="true" />
            </button>
          </nav>
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
      <Stage key={id} file={file} />
    </Dialog.Content>
  )
}

interface StageProps {
  readonly file: ShownFile
}

const Stage = (props: StageProps) => {
  const { type, attachment } = props.file
  const upload = useUpload(attachment.id)
  if (isPicture(type)) return <PictureStage {...props} />
  if (isText(type)) return <TextStage {...props} />
  return <PdfPages file={attachment} blob={upload?.file.blob} />
}

const Opening = () => (
  <div className={styles.opening}>
    <Skeleton lines={6} label="Opening the file" />
  </div>
)

// Off line, and never met before: what reads PDF is not here.
const PdfPages = part(() => import('./pdf-pages.tsx').catch(() => ({ default: NoPreview })), <Opening />)

const PictureStage = ({ file: { attachment, arrived } }: StageProps) => {
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const picture = usePicture(conversationId, attachment, upload?.file.blob, arrived !== undefined)
  return (
    <div className={styles.stage}>
      {/* For the pointer: the keyboard and what reads aloud have Esc and the button above. */}
      <Dialog.Close asChild>
        <button type="button" className={styles.beside} tabIndex={-1} aria-hidden="true" />
      </Dialog.Close>
      {picture.kind === 'there' && <img src={picture.address} alt={altOf(attachment)} />}
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
  if (read === undefined) return <Opening />
  if (read === 'missing') return <p className={styles.words}>This text cannot be shown now.</p>
  return (
    <div className={styles.text}>
      {read.text === '' && <p className={styles.words}>This file is empty.</p>}
      {read.text !== '' && (
        <pre tabIndex={0} role="region" aria-label={`Text of ${attachment.name}`}>
          <ColouredCode code={read.text} language={languageOf(attachment.name)} />
        </pre>
      )}
      {!read.isAll && <p className={styles.words}>It goes on: download it to read the rest.</p>}
    </div>
  )
}
