/** The files of a message: pictures as pictures, texts by their first lines, everything else by name and size. */
import { Download, ExternalLink, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Attachment, MessageEntry } from '../../shared/document/index.ts'
import { filePath } from '../../shared/file-api.ts'
import { isPdf, isPicture, isText } from '../../shared/files.ts'
import { part } from '../app/part.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button } from '../design/index.ts'
import { useConnectionState } from '../sync/hooks.tsx'
import styles from './attachments.module.css'
import { FileIcon } from './file-icon.tsx'
import { percent, sizeInWords, uploadWords } from './file-words.ts'
import { useArrived } from './use-arrived.ts'
import { type Picture, useFirstLines, usePicture } from './use-content.ts'
import { useUpload, useUploads } from './use-uploads.ts'

const Lightbox = part(() => import('./lightbox.tsx'))

export const Attachments = ({ entry }: { readonly entry: MessageEntry }) =>
  entry.attachments.length === 0 ? null : (
    <ul className={styles.files} aria-label="Attached files">
      {entry.attachments.map((attachment) => (
        <li key={attachment.id} data-file={attachment.id}>
          <AttachedFile attachment={attachment} entry={entry} />
        </li>
      ))}
    </ul>
  )

interface FileProps {
  readonly attachment: Attachment
  readonly entry: MessageEntry
}

const AttachedFile = ({ attachment, entry }: FileProps) => {
  const { model } = useConversation()
  const arrived = useArrived(model.doc, attachment.id)
  // Its sender guesses, the server knows.
  const type = arrived?.type ?? attachment.type
  if (isPicture(type))
    return <AttachedPicture attachment={attachment} entry={entry} isThere={arrived !== undefined} />
  if (isText(type))
    return <AttachedText attachment={attachment} entry={entry} isThere={arrived !== undefined} />
  return <FileRow attachment={attachment} entry={entry} type={type} isThere={arrived !== undefined} />
}

const AttachedPicture = ({ attachment, entry, isThere }: FileProps & { readonly isThere: boolean }) => {
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const picture = usePicture(conversationId, attachment, upload?.file.blob, isThere)
  const [open, setOpen] = useState(false)
  const [broken, setBroken] = useState(false)
  const { name, width = 320, height = 200 } = attachment
  const alt = attachment.alt === undefined || attachment.alt === '' ? name : attachment.alt
  if (broken || (picture.kind === 'missing' && isThere)) {
    return <FileRow attachment={attachment} entry={entry} type="image/png" isThere={isThere} />
  }
  return (
    <figure className={styles.picture}>
      <button
        type="button"
        className={styles.frame}
        // The place is free before the picture has come: nothing jumps.
        style={{ aspectRatio: `${width} / ${height}`, width: `min(100%, ${frameWidth(width, height)}px)` }}
        aria-label={`Open picture: ${alt}`}
        disabled={picture.kind !== 'there'}
        onClick={() => setOpen(true)}
      >
        <Shown picture={picture} alt={alt} onBroken={() => setBroken(true)} />
      </button>
      <UploadLine attachment={attachment} entry={entry} isThere={isThere} />
      {open && picture.kind === 'there' && (
        <Lightbox
          address={picture.address}
          alt={alt}
          name={name}
          download={isThere ? filePath(conversationId, attachment.id) : undefined}
          onClose={() => setOpen(false)}
        />
      )}
    </figure>
  )
}

const Shown = ({
  picture,
  alt,
  onBroken,
}: {
  readonly picture: Picture
  readonly alt: string
  readonly onBroken: () => void
}) => (picture.kind === 'there' ? <img src={picture.address} alt={alt} onError={onBroken} /> : null)

/** No picture is taller than this, nor larger than it is. */
const FRAME_HEIGHT = 320
const frameWidth = (width: number, height: number): number =>
  Math.max(48, Math.min(width, Math.round((FRAME_HEIGHT * width) / height)))

const SHOWN_LINES = 6

const AttachedText = ({ attachment, entry, isThere }: FileProps & { readonly isThere: boolean }) => {
  const { id: conversationId } = useConversation()
  const upload = useUpload(attachment.id)
  const lines = useFirstLines(conversationId, attachment, upload?.file.blob, isThere)
  const shown = lines?.text.split('\n').slice(0, SHOWN_LINES).join('\n')
  const isAll = lines?.isAll === true && shown === lines.text
  const isOnItsWay = lines === undefined && (isThere || upload !== undefined)
  return (
    <div className={styles.text}>
      <FileRow attachment={attachment} entry={entry} type="text/plain" isThere={isThere} />
      {isOnItsWay && attachment.size > 0 && (
        // About as high as what will stand here.
        <pre className={styles.lines} aria-hidden="true">
          {'\n'.repeat(Math.min(SHOWN_LINES, Math.ceil(attachment.size / 60)))}
        </pre>
      )}
      {shown !== undefined && shown.trim() !== '' && (
        // Long lines are reached by scrolling, with the keyboard too.
        <pre
          className={styles.lines}
          tabIndex={0}
          role="region"
          aria-label={`Beginning of ${attachment.name}`}
        >
          {shown}
          {isAll ? '' : '\n…'}
        </pre>
      )}
    </div>
  )
}

const FileRow = ({
  attachment,
  entry,
  type,
  isThere,
}: FileProps & { readonly type: string; readonly isThere: boolean }) => {
  const { id: conversationId } = useConversation()
  const { id, name, size } = attachment
  const address = filePath(conversationId, id)
  return (
    <div className={styles.row}>
      <span className={styles.sign}>
        <FileIcon type={type} />
      </span>
      <span className={styles.about}>
        <span className={styles.name}>{name}</span>
        <span className={styles.size}>{sizeInWords(size)}</span>
        <UploadLine attachment={attachment} entry={entry} isThere={isThere} />
      </span>
      {isThere && (
        <span className={styles.links}>
          {isPdf(type) && (
            <a className={styles.link} href={`${address}?view`} target="_blank" rel="noopener noreferrer">
              <ExternalLink aria-hidden="true" />
              Open<span className={styles.hidden}> {name} in a new tab</span>
            </a>
          )}
          <a className={styles.link} href={address} download={name}>
            <Download aria-hidden="true" />
            Download<span className={styles.hidden}> {name}</span>
          </a>
        </span>
      )}
    </div>
  )
}

/** What is still to happen with a file, said to its sender and to everybody else. */
const UploadLine = ({ attachment, entry, isThere }: FileProps & { readonly isThere: boolean }) => {
  const { me, personOf } = useConversation()
  const uploads = useUploads()
  const upload = useUpload(attachment.id)
  const isOnline = useConnectionState() === 'online'
  if (isThere) return null
  if (upload === undefined) {
    const whose = entry.author === me ? 'another device of yours' : personOf(entry.author).name
    return <span className={styles.state}>Not here yet: it comes from {whose}.</span>
  }
  const { state } = upload
  return (
    <span className={styles.state} data-upload={state.kind}>
      {uploadWords(state, attachment.size, isOnline)}
      {state.kind === 'uploading' && (
        <progress
          max={100}
          value={percent(state.received, attachment.size)}
          aria-label={`Uploading ${attachment.name}`}
        />
      )}
      {state.kind === 'refused' && (
        <Button size="small" icon={<RotateCw />} onClick={() => uploads.retry(attachment.id)}>
          Try again
        </Button>
      )}
    </span>
  )
}
