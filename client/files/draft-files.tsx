/** Files that go with the next message: how far each is, and a way to take it back. */
import { Captions, RotateCw, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { ATTACHMENT_LIMITS } from '../../shared/document/index.ts'
import { Button, classNames, Dialog, IconButton, TextArea } from '../design/index.ts'
import { useConnectionState } from '../sync/hooks.tsx'
import styles from './draft-files.module.css'
import { FileIcon } from './file-icon.tsx'
import { FileName } from './file-name.tsx'
import { percent, sizeInWords, uploadWords } from './file-words.ts'
import type { Upload } from './uploads.ts'
import { useObjectUrl } from './use-object-url.ts'
import { useUploads } from './use-uploads.ts'

/** Chosen just now: not listed among the account's files yet. */
export interface FileBeingRead {
  readonly id: string
  readonly file: File
}

export const DraftFiles = ({
  files,
  reading,
}: {
  readonly files: readonly Upload[]
  readonly reading: readonly FileBeingRead[]
}) => {
  const list = useRef<HTMLUListElement>(null)
  // Whoever takes one file back with the keyboard goes on at the next, or where one writes.
  const moveOn = (index: number): void => {
    const removes = [...(list.current?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])]
    const box = list.current?.closest('[role="form"]')
    const next =
      removes[index + 1] ?? removes[index - 1] ?? box?.querySelector<HTMLElement>('[role="textbox"]')
    next?.focus()
  }
  if (files.length === 0 && reading.length === 0) return null
  return (
    <ul ref={list} className={styles.files} aria-label="Files to send">
      {files.map((upload, index) => (
        <Chip key={upload.file.id} upload={upload} onRemove={() => moveOn(index)} />
      ))}
      {reading.map(({ id, file }) => (
        <li key={id} className={styles.chip} data-upload="reading">
          <span className={styles.sign}>
            <FileIcon type={file.type} />
          </span>
          <span className={styles.about}>
            <FileName name={file.name} oneLine />
            <span className={styles.state}>Is being read</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

const Chip = ({
  upload: { file, state, isKept },
  onRemove,
}: {
  readonly upload: Upload
  readonly onRemove: () => void
}) => {
  const uploads = useUploads()
  const [describing, setDescribing] = useState(false)
  const isOnline = useConnectionState() === 'online'
  const isPicture = file.width !== undefined
  const address = useObjectUrl(isPicture ? file.blob : undefined)
  return (
    <li
      className={classNames(styles.chip, state.kind === 'refused' && styles.refused)}
      data-upload={state.kind}
    >
      <span className={styles.sign}>
        {address === undefined ? <FileIcon type={file.type} /> : <img src={address} alt="" />}
      </span>
      <span className={styles.about}>
        <FileName name={file.name} oneLine />
        <span className={styles.state}>
          {uploadWords(state, file.size, isOnline, isKept) ?? sizeInWords(file.size)}
        </span>
      </span>
      {isPicture && (
        <IconButton
          size="small"
          side="top"
          label={`Describe ${file.name}`}
          icon={<Captions />}
          aria-pressed={file.alt !== undefined && file.alt !== ''}
          onClick={() => setDescribing(true)}
        />
      )}
      {state.kind === 'refused' && (
        <IconButton
          size="small"
          side="top"
          label={`Try ${file.name} again`}
          icon={<RotateCw />}
          onClick={() => uploads.retry(file.id)}
        />
      )}
      <IconButton
        size="small"
        side="top"
        label={`Remove ${file.name}`}
        icon={<X />}
        data-remove=""
        onClick={() => {
          onRemove()
          uploads.remove(file.id)
        }}
      />
      {state.kind === 'uploading' && (
        <progress className={styles.progress} max={100} value={percent(state.received, file.size)}>
          {percent(state.received, file.size)} %
        </progress>
      )}
      {describing && (
        <Describing
          name={file.name}
          alt={file.alt ?? ''}
          onDone={(alt) => {
            setDescribing(false)
            if (alt !== undefined) uploads.describe(file.id, alt)
          }}
        />
      )}
    </li>
  )
}

const Describing = ({
  name,
  alt,
  onDone,
}: {
  readonly name: string
  readonly alt: string
  readonly onDone: (alt: string | undefined) => void
}) => {
  const [text, setText] = useState(alt)
  return (
    <Dialog
      open
      size="small"
      onOpenChange={() => onDone(undefined)}
      title="Describe this picture"
      description={`What ${name} shows, for those who cannot see it.`}
      footer={
        <Button variant="primary" onClick={() => onDone(text.trim())}>
          Keep description
        </Button>
      }
    >
      <TextArea
        label="Description"
        rows={3}
        maxLength={ATTACHMENT_LIMITS.altLength}
        value={text}
        onChange={setText}
      />
    </Dialog>
  )
}
