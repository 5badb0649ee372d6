/** All files of a conversation beside it, the latest first: what each is, who brought it, and where it was said. */
import { CornerUpLeft, Download, Paperclip } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { filePath } from '../../shared/file-api.ts'
import { type FileId, isPicture } from '../../shared/files.ts'
import { part } from '../app/part.tsx'
import { useDrawerMode } from '../app/use-drawer-mode.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useNear } from '../chat/markdown/use-near.ts'
import { placeView } from '../chat/rows.ts'
import { useGoToMessage } from '../chat/use-go-to-message.ts'
import {
  Drawer,
  EmptyState,
  IconButton,
  SearchField,
  Skeleton,
  VisuallyHidden,
  When,
} from '../design/index.ts'
import { searchTitles } from '../directory/titles.ts'
import { focusMessage } from '../map/focus-message.ts'
import { useConnectionState, useStore } from '../sync/hooks.tsx'
import { FileIcon } from './file-icon.tsx'
import { FileName } from './file-name.tsx'
import { kindInWords, sizeInWords } from './file-words.ts'
import styles from './files-drawer.module.css'
import { type NamedFile, namedFiles } from './named-files.ts'
import { UploadLine } from './upload-line.tsx'
import { usePicture } from './use-content.ts'
import { type ShownFile, useShownFiles } from './use-file-notes.ts'
import { useObjectUrl } from './use-object-url.ts'
import { useUpload, useUploads } from './use-uploads.ts'
import { canBeViewed } from './viewable.ts'

const Viewer = part(() => import('./viewer.tsx'))

/** More than one sees at a glance are looked through by their names. */
const MANY = 7

interface ListedFile extends NamedFile {
  readonly file: ShownFile
  /** What it is found by. */
  readonly title: string
}

const FilesDrawer = ({ onClose }: { readonly onClose: () => void }) => {
  const mode = useDrawerMode()
  const { handle } = useConversation()
  const state = useStore(handle.room.state)
  const files = useListedFiles()
  const goTo = useGoToMessage()
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState<FileId>()
  const opener = useRef<HTMLElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const found = useMemo(() => searchTitles(files, query), [files, query])
  const isUnread = files.length === 0 && (state.kind === 'loading' || state.kind === 'syncing')
  const goToFile = ({ shownIn }: NamedFile): void => {
    goTo(shownIn.id)
    if (mode !== 'beside') onClose()
    // What covered the page gives it back first.
    setTimeout(() => focusMessage(shownIn.id))
  }
  return (
    <Drawer
      title="Files"
      about={files.length === 0 ? undefined : <p>{inAll(files)}</p>}
      mode={mode}
      opener={opener}
      onClose={onClose}
    >
      {files.length > MANY && (
        <div className={styles.search}>
          <SearchField label="Find a file" value={query} onChange={setQuery} />
        </div>
      )}
      <div ref={panel} className={styles.panel} tabIndex={-1} data-empty={found.length === 0 && !isUnread}>
        {isUnread && <Skeleton lines={6} label="Opening the files" />}
        {!isUnread && files.length === 0 && (
          <EmptyState
            icon={<Paperclip />}
            title="No files yet"
            text="Whatever somebody sends with a message is listed here, on all branches."
          />
        )}
        {files.length > 0 && found.length === 0 && (
          <EmptyState title="Nothing found" text={`No file is called “${query.trim()}”, or is from them.`} />
        )}
        {found.length > 0 && (
          <ul aria-label="Files of this conversation">
            {found.map((each) => (
              <FileRow
                key={each.attachment.id}
                listed={each}
                onOpen={() => setOpened(each.attachment.id)}
                onGoTo={() => goToFile(each)}
              />
            ))}
          </ul>
        )}
      </div>
      {opened !== undefined && (
        <Viewer
          files={found.map(({ file }) => file)}
          label="Files of this conversation"
          first={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Drawer>
  )
}

export default FilesDrawer

const useListedFiles = (): readonly ListedFile[] => {
  const { model, places, personOf } = useConversation()
  const tree = useStore(model.tree)
  const { place } = places
  const named = useMemo(() => namedFiles(tree, placeView(tree, place)), [tree, place])
  const attachments = useMemo(() => named.map(({ attachment }) => attachment), [named])
  const shown = useShownFiles(model.doc, attachments)
  return useMemo(
    () =>
      named.flatMap((each, index) => {
        const file = shown[index]
        if (file === undefined) return []
        const sender = personOf(each.entry.author).name
        return [{ ...each, file, title: `${each.attachment.name} ${kindInWords(file.type)} ${sender}` }]
      }),
    [named, shown, personOf],
  )
}

const inAll = (files: readonly ListedFile[]): string => {
  const bytes = files.reduce((sum, { file }) => sum + (file.arrived?.size ?? 0), 0)
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${sizeInWords(bytes)}`
}

interface FileRowProps {
  readonly listed: ListedFile
  readonly onOpen: () => void
  readonly onGoTo: () => void
}

const FileRow = ({ listed: { file, entry }, onOpen, onGoTo }: FileRowProps) => {
  const { id: conversationId, personOf } = useConversation()
  const { attachment, type, arrived, absent } = file
  const { id, name, size } = attachment
  const row = useRef<HTMLLIElement>(null)
  const isNear = useNear(row)
  const upload = useUpload(id)
  const isOnline = useConnectionState() === 'online'
  const kept = useKept(file, !isOnline && isNear)
  const blob = upload?.file.blob ?? (kept instanceof Blob ? kept : undefined)
  const ownAddress = useObjectUrl(isOnline ? undefined : blob)
  const isHere = blob !== undefined || (arrived !== undefined && isOnline)
  const address = isOnline ? filePath(conversationId, id) : ownAddress
  return (
    <li ref={row} className={styles.row} data-file={id}>
      <div className={styles.about}>
        <span className={styles.sign}>
          {isPicture(type) && absent === undefined ? (
            <Thumbnail file={file} isNear={isNear} />
          ) : (
            <FileIcon type={type} />
          )}
        </span>
        <span className={styles.words}>
          {isHere && canBeViewed(type) ? (
            <button type="button" className={styles.open} onClick={onOpen}>
              <VisuallyHidden>Open </VisuallyHidden>
              <FileName name={name} oneLine />
            </button>
          ) : (
            <FileName name={name} oneLine />
          )}
          <span className={styles.quiet}>
            <span className={styles.from}>{personOf(entry.author).name}</span>
            <span aria-hidden="true">·</span>
            <When at={entry.createdAt} form="short" />
          </span>
          <span className={styles.quiet}>
            {[kindInWords(type), sizeInWords(size)].filter(Boolean).join(', ')}
          </span>
        </span>
      </div>
      <span className={styles.actions}>
        <IconButton
          size="small"
          side="left"
          label={`Go to the message with ${name}`}
          icon={<CornerUpLeft />}
          onClick={onGoTo}
        />
        {arrived !== undefined && address !== undefined && (
          <a className={styles.download} href={address} download={name} title="Download">
            <Download aria-hidden="true" />
            <VisuallyHidden>Download {name}</VisuallyHidden>
          </a>
        )}
      </span>
      <span className={styles.state}>
        <UploadLine file={file} entry={entry} />
        {arrived !== undefined && !isHere && kept === 'not-here' && (
          <span data-off-line="true">Not on this device. It opens when you are back on line.</span>
        )}
      </span>
    </li>
  )
}

/** What this device has of a file when there is no network. */
const useKept = ({ attachment, arrived }: ShownFile, isAsked: boolean): Blob | 'not-here' | undefined => {
  const uploads = useUploads()
  const { id } = attachment
  const [kept, setKept] = useState<Blob | 'not-here'>()
  useEffect(() => {
    if (!isAsked || arrived === undefined) return undefined
    let isOver = false
    void uploads.seen(id).then((blob) => {
      if (!isOver) setKept(blob ?? 'not-here')
    })
    return () => {
      isOver = true
      setKept(undefined)
    }
  }, [uploads, id, arrived, isAsked])
  return kept
}

const Thumbnail = ({ file, isNear }: { readonly file: ShownFile; readonly isNear: boolean }) => {
  const { id: conversationId } = useConversation()
  const { attachment, arrived, type } = file
  const upload = useUpload(attachment.id)
  const picture = usePicture(conversationId, attachment, upload?.file.blob, isNear && arrived !== undefined)
  const [isBroken, setBroken] = useState(false)
  if (picture.kind !== 'there' || isBroken) return <FileIcon type={type} />
  // Its name stands beside it.
  return <img src={picture.address} alt="" decoding="async" onError={() => setBroken(true)} />
}
