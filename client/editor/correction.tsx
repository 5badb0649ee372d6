/** Correcting a message where it stands: everybody sees it change, and the server notes who did. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type * as Y from 'yjs'
import type { MessageEntry } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { namesOf } from '../chat/people.ts'
import { Button, useNotices } from '../design/index.ts'
import { useWhoMadeViewOnly } from '../inbox/use-inbox.ts'
import { useStore } from '../sync/hooks.tsx'
import { writersIn } from './carets.ts'
import styles from './composer.module.css'
import { createCursorKeeper } from './cursor-keeper.ts'
import { EditingWays } from './editing-ways.tsx'
import type { EditorJson } from './rich-text.ts'
import { SharedEditor, type SharedEditorHandle } from './shared-editor.tsx'
import { useMentionable } from './use-mentionable.ts'

export interface CorrectionProps {
  readonly entry: MessageEntry
  readonly body: Y.XmlFragment
  /** Words to begin with, in place of those that are there. */
  readonly begin: EditorJson | undefined
  readonly onDone: () => void
  /** To send it as a new branch instead; what was corrected here is taken back. */
  readonly onBranch: (written: EditorJson) => void
}

export const Correction = ({ entry, body, begin, onDone, onBranch }: CorrectionProps) => {
  const { id, model, me, mayWrite, personOf } = useConversation()
  const notices = useNotices()
  const whoEnded = useWhoMadeViewOnly(id)
  const editor = useRef<SharedEditorHandle>(null)
  const [cursor] = useState(() => createCursorKeeper('end'))
  const mentionable = useMentionable()
  const store = useMemo(() => writersIn(body, model.awareness, me), [body, model.awareness, me])
  const writers = useStore(store).map((id) => personOf(id).name)

  useEffect(() => {
    if (begin !== undefined) editor.current?.rewrite(begin)
  }, [begin])

  const asBranch = (): void => {
    const written = editor.current?.json()
    editor.current?.takeBack()
    if (written !== undefined) onBranch(written)
  }
  const takeBack = (): void => {
    editor.current?.takeBack()
    onDone()
  }
  // What the server did not take any more lies on the shelf, which says so itself.
  const end = useEffectEvent(() => {
    notices.show({
      text: `${whoEnded ?? 'You can view this conversation now.'} What had arrived of your correction stays.`,
    })
    onDone()
  })
  useEffect(() => {
    if (!mayWrite) end()
  }, [mayWrite])
  // A text is never bound to an editor of somebody who may not write in it.
  if (!mayWrite) return null
  return (
    <>
      <SharedEditor
        ref={editor}
        label="Correct message"
        placeholder="Nothing stands here any more"
        mentionable={mentionable}
        body={body}
        awareness={model.awareness}
        editable
        cursor={cursor}
        onChange={() => model.presence.setTyping(entry.branchId)}
        onBlank={() => undefined}
        onSubmit={onDone}
        onEscape={() => {
          onDone()
          return true
        }}
      />
      <div className={styles.line}>
        <EditingWays way="correct" onChoose={asBranch} />
        <span className={styles.hint} aria-live="polite">
          {writers.length > 0
            ? `${namesOf(writers)} ${writers.length === 1 ? 'is' : 'are'} in it too`
            : 'Everybody sees it change.'}
        </span>
        <Button size="small" variant="plain" onClick={takeBack}>
          Take back
        </Button>
        <Button size="small" variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  )
}
