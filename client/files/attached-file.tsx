/** One file of a message, with as much of it as can be seen without opening it. Its place is kept free from the start. */
import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MessageEntry } from '../../shared/document/index.ts'
import { filePath } from '../../shared/file-api.ts'
import { isPdf, isPicture, isText } from '../../shared/files.ts'
import { part } from '../app/part.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { ColouredCode } from '../chat/markdown/coloured-code.tsx'
import { useNear } from '../chat/markdown/use-near.ts'
import { VisuallyHidden } from '../design/index.ts'
import styles from './attachments.module.css'
import { FileIcon } from './file-icon.tsx'
import { FileName } from './file-name.tsx'
import { languageOf, sizeInWords } from './file-words.ts'
import { beginningOf, placeOf } from './first-lines.ts'
import { NoPreview } from './no-preview.tsx'
import { UploadLine } from './upload-line.tsx'
import { useFirstLines, usePicture } from './use-content.ts'
import type { ShownFile } from './use-file-notes.ts'
import { useTries } from './use-tries.ts'
import { useUpload } from './use-uploads.ts'

// What reads PDF is large: it comes with the first one that is seen.
const PdfPage = part(() => import('./pdf-page.tsx').catch(() => ({ default: NoPreview })))

export interface AttachedFileProps {
  readonly file: ShownFile
  readonly entry: MessageEntry
  readonly onOpen: () => void
}

export const AttachedFile = (props: AttachedFileProps) => {
  const { attachment, type, absent } = props.file
  const upload = useUpload(attachment.id)
  if (absent !== undefined && upload === undefined) return <FileRow {...props} />
  if (isPicture(type)) return <AttachedPicture {...props} />
  if (isPdf(type)) return <AttachedPdf {...props} />
  if (isText(type)) return <AttachedText {...props} />
  return <FileRow {...props} />
}

const AttachedPicture = (props: AttachedFileProps) => {
  const { file, entry, onOpen } = props
  const { attachment, arrived } = file
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const isThere = arrived !== undefined
  const picture = usePicture(conversationId, attachment, upload?.file.blob, isThere)
  const [brokenIn, setBrokenIn] = useState<number>()
  const tries = useTries(brokenIn !== undefined)
  const { width = 320, height = 200 } = attachment
  const alt = altOf(attachment)
  if (brokenIn === tries || (picture.kind === 'missing' && isThere)) return <FileRow {...props} />
  return (
    <figure className={styles.picture}>
      <button
        type="button"
        className={styles.frame}
        // The place is free before the picture has come: nothing jumps.
        style={{ '--width': width, '--height': height } as React.CSSProperties}
        aria-label={`Open picture: ${alt}`}
        disabled={picture.kind !== 'there'}
        onClick={onOpen}
      >
        {picture.kind === 'there' && (
          <img src={picture.address} alt={alt} onError={() => setBrokenIn(tries)} decoding="async" />
        )}
      </button>
      <UploadLine file={file} entry={entry} />
    </figure>
  )
}

/** What a picture shows, in words; its name where nobody has said. */
export const altOf = ({ alt, name }: ShownFile['attachment']): string =>
  alt === undefined || alt === '' ? name : alt

const AttachedPdf = (props: AttachedFileProps) => {
  const { attachment, arrived } = props.file
  const upload = useUpload(attachment.id)
  const element = useRef<HTMLButtonElement>(null)
  const isNear = useNear(element)
  const hasBytes = arrived !== undefined || upload !== undefined
  return (
    <div className={styles.card}>
      <FileRow {...props} />
      <button
        ref={element}
        type="button"
        className={styles.page}
        aria-label={`Open ${attachment.name}`}
        disabled={!hasBytes}
        onClick={props.onOpen}
      >
        {hasBytes && isNear && <PdfPage file={attachment} blob={upload?.file.blob} number={1} />}
      </button>
    </div>
  )
}

const AttachedText = (props: AttachedFileProps) => {
  const { attachment, arrived } = props.file
  const { name, size } = attachment
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const isThere = arrived !== undefined
  const read = useFirstLines(conversationId, attachment, upload?.file.blob, isThere)
  // There is no network, and it was not seen before.
  if (read === 'missing') return <FileRow {...props} />
  const { text, isAll } =
    read === undefined ? placeOf(attachment.lines, size) : beginningOf(read.text, read.isAll)
  return (
    <div className={styles.card}>
      <FileRow {...props} />
      {text !== '' && (
        // Long lines are reached by scrolling, with the keyboard too.
        <pre
          className={styles.lines}
          tabIndex={read === undefined ? undefined : 0}
          role="region"
          aria-label={`Beginning of ${name}`}
          aria-busy={read === undefined}
        >
          {read === undefined ? text : <ColouredCode code={text} language={languageOf(name)} />}
          {!isAll && (read === undefined ? '\n' : '\n…')}
        </pre>
      )}
      {text !== '' && !isAll && (
        <button type="button" className={styles.more} disabled={read === undefined} onClick={props.onOpen}>
          Show all<VisuallyHidden> of {name}</VisuallyHidden>
        </button>
      )}
    </div>
  )
}

const FileRow = ({ file, entry }: AttachedFileProps) => {
  const { id: conversationId } = useConversation()
  const { attachment, type, arrived } = file
  const { id, name, size } = attachment
  return (
    <div className={styles.row}>
      <span className={styles.sign}>
        <FileIcon type={type} />
      </span>
      <span className={styles.about}>
        <FileName name={name} />
        <span className={styles.size}>{sizeInWords(size)}</span>
        <UploadLine file={file} entry={entry} />
      </span>
      {arrived !== undefined && (
        <span className={styles.links}>
          <a className={styles.link} href={filePath(conversationId, id)} download={name}>
            <Download aria-hidden="true" />
            Download<VisuallyHidden> {name}</VisuallyHidden>
          </a>
        </span>
      )}
    </div>
  )
}
