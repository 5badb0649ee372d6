/** The files of a message: pictures as pictures, PDF and texts by their beginning, everything else by name and size. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { MessageEntry } from '../../shared/document/index.ts'
import { archivePath } from '../../shared/file-api.ts'
import { type FileId, isPicture } from '../../shared/files.ts'
import { part } from '../app/part.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { classNames } from '../design/index.ts'
import { AttachedFile } from './attached-file.tsx'
import styles from './attachments.module.css'
import { sizeInWords } from './file-words.ts'
import { type ShownFile, useShownFiles } from './use-file-notes.ts'

const Viewer = part(() => import('./viewer.tsx'))

export const Attachments = ({ entry }: { readonly entry: MessageEntry }) =>
  entry.attachments.length === 0 ? null : <FileList entry={entry} />

const FileList = ({ entry }: { readonly entry: MessageEntry }) => {
  const { model } = useConversation()
  const files = useShownFiles(model.doc, entry.attachments)
  const [opened, setOpened] = useState<FileId>()
  const areMany = files.filter(({ type }) => isPicture(type)).length > 1
  return (
    <>
      <ul className={classNames(styles.files, areMany && styles.many)} aria-label="Attached files">
        {files.map((file) => (
          <li key={file.attachment.id} data-file={file.attachment.id}>
            <AttachedFile file={file} entry={entry} onOpen={() => setOpened(file.attachment.id)} />
          </li>
        ))}
      </ul>
      <DownloadAll files={files} />
      {opened !== undefined && (
        <Viewer
          files={files}
          label="Files of this message"
          first={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}

const DownloadAll = ({ files }: { readonly files: readonly ShownFile[] }) => {
  const { id, model } = useConversation()
  const here = files.filter(({ arrived }) => arrived !== undefined)
  if (here.length < 2) return null
  const bytes = here.reduce((sum, { arrived }) => sum + (arrived?.size ?? 0), 0)
  const title = model.settings.get().title ?? ''
  return (
    <p className={styles.all}>
      <a
        className={styles.link}
        href={archivePath(
          id,
          here.map(({ attachment }) => attachment.id),
        )}
        download={`${title === '' ? 'Files' : title}.zip`}
      >
        <Download aria-hidden="true" />
        Download all
      </a>
      <span className={styles.size}>
        {here.length} files, {sizeInWords(bytes)}
      </span>
    </p>
  )
}
