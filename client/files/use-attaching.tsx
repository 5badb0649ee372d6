/**
 * Files for the message that is being written: chosen, dropped or pasted. What the composer needs of them, in one
 * place; they go with `take`, which says what the message is to name.
 */
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { type Attachment, LIMITS } from '../../shared/document/index.ts'
import type { BranchId, ConversationId } from '../../shared/ids.ts'
import { useNotices } from '../design/index.ts'
import { newId } from '../sync/new-id.ts'
import { AttachButton } from './attach-button.tsx'
import styles from './attaching.module.css'
import { DraftFiles, type FileBeingRead } from './draft-files.tsx'
import { unreadableWords } from './file-words.ts'
import type { LocalFile } from './local-files.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useFilePaste } from './use-file-paste.ts'
import { useDraftFiles, useUploads } from './use-uploads.ts'

interface Reading extends FileBeingRead {
  readonly branchId: BranchId
}

export interface Attaching {
  /** Whether there is nothing to send. */
  readonly isEmpty: boolean
  /** Whether files that were chosen are still being read: what is taken now goes without them. */
  readonly isReading: boolean
  /** What the message is to name; from then on the files are the message's. */
  readonly take: () => readonly Attachment[]
  readonly choose: (chosen: readonly File[]) => void
  readonly button: ReactNode
  readonly list: ReactNode
  /** For the composer's box: around it is looked for what is dropped and pasted. */
  readonly box: { readonly ref: RefObject<HTMLDivElement | null> }
}

/** `onUnreadable`: told when a file that was chosen turns out not to be readable, as its reading ends. */
export const useAttaching = (id: ConversationId, branchId: BranchId, onUnreadable: () => void): Attaching => {
  const uploads = useUploads()
  const files = useDraftFiles(id, branchId)
  const { show } = useNotices()
  const ref = useRef<HTMLDivElement>(null)
  const [allReading, setReading] = useState<readonly Reading[]>([])
  const reading = allReading.filter((one) => one.branchId === branchId)
  // What the server does not take stays behind, with its reason.
  const sendable = files.filter(({ state }) => state.kind !== 'refused')

  const choose = (chosen: readonly File[]): void => {
    const room = LIMITS.attachments - files.length - reading.length
    if (chosen.length > room) {
      show({ text: `A message can have at most ${LIMITS.attachments} files.` })
    }
    if (chosen.length > 0 && room > 0) void take(chosen.slice(0, room))
  }
  const take = async (chosen: readonly File[]): Promise<void> => {
    setReading((before) => [...before, ...chosen.map((file) => ({ id: newId(), file, branchId }))])
    const done = (...read: File[]): void =>
      setReading((before) => before.filter(({ file }) => !read.includes(file)))
    const unreadable: string[] = []
    try {
      await uploads.choose(id, branchId, chosen, (file, isReadable) => {
        done(file)
        if (isReadable) return
        unreadable.push(file.name)
        onUnreadable()
      })
    } finally {
      done(...chosen)
    }
    if (unreadable.length > 0) show({ text: unreadableWords(unreadable) })
  }
  const bring = (brought: readonly File[], isElsewhere: boolean): void => {
    choose(brought)
    if (isElsewhere) show({ text: elsewhereWords(brought.length) })
  }
  const over = useFileDrop(ref, bring)
  useFilePaste(ref, bring)

  return {
    isEmpty: sendable.length === 0 && reading.length === 0,
    isReading: reading.length > 0,
    take: () => {
      uploads.sent(sendable.map(({ file }) => file.id))
      return sendable.map(({ file }) => attachmentOf(file))
    },
    choose,
    button: <AttachButton onFiles={choose} />,
    list: (
      <>
        <DraftFiles files={files} reading={reading} />
        {over && <p className={styles.over}>Drop files here to attach them</p>}
      </>
    ),
    box: { ref },
  }
}

const elsewhereWords = (count: number): string =>
  `Only a new message takes files. ${count === 1 ? 'This one stands' : 'These stand'} in your message field, unsent.`

/** What others are told of a file. */
const attachmentOf = ({ id, name, size, type, width, height, lines, alt }: LocalFile): Attachment => ({
  id,
  name,
  size,
  type,
  ...(width === undefined ? {} : { width }),
  ...(height === undefined ? {} : { height }),
  ...(lines === undefined ? {} : { lines }),
  ...(alt === undefined || alt === '' ? {} : { alt }),
})
