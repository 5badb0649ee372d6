/** Correcting what one said in the side talk. */
import { useRef, useState } from 'react'
import * as Y from 'yjs'
import { draftKeys, editTalk, hasDraft, readDraft, type TalkEntry } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button, classNames } from '../design/index.ts'
import box from '../editor/composer.module.css'
import { RichEditor, type RichEditorHandle } from '../editor/rich-editor.tsx'
import { fragmentToNodes, isBlank, nodesToJson, writeRichText } from '../editor/rich-text.ts'
import { useKeptDraft } from '../editor/use-kept-draft.ts'
import { useMentionable } from '../editor/use-mentionable.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import styles from './talk-composer.module.css'

export interface TalkLineEditorProps {
  readonly entry: TalkEntry
  readonly doc: Y.Doc
  readonly onDone: () => void
}

const TalkLineEditor = ({ entry, doc, onDone }: TalkLineEditorProps) => {
  const { id } = useConversation()
  const personal = usePersonalDoc()
  const editor = useRef<RichEditorHandle>(null)
  const mentionable = useMentionable()
  const isChanged = useRef(false)
  const [blank, setBlank] = useState(false)
  const [initial] = useState(() =>
    entry.body === undefined ? undefined : nodesToJson(fragmentToNodes(entry.body)),
  )
  const [read] = useState(() => Y.encodeStateAsUpdate(doc))
  // Whoever closes the drawer over it finds it again.
  const draftKey = draftKeys.edit(id, entry.id)
  const draft = useKeptDraft(editor, draftKey, initial)
  const [hasKept] = useState(() => hasDraft(personal, draftKey))
  const end = (): void => {
    draft.forget()
    onDone()
  }
  const save = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json)) return
    // What says the same is no correction.
    if (isChanged.current || hasKept) editTalk(doc, entry.id, writeRichText(json), read)
    end()
  }
  return (
    <div className={classNames(box.box, styles.editing)}>
      <div className={styles.text}>
        <RichEditor
          ref={editor}
          label="Correct what you said"
          placeholder="Nothing stands here any more"
          mentionable={mentionable}
          initial={readDraft(personal, draftKey) ?? initial}
          autoFocus
          onChange={() => {
            isChanged.current = true
            draft.keep(editor.current?.json())
          }}
          onBlank={setBlank}
          onSubmit={save}
          onEscape={() => {
            end()
            return true
          }}
          onRecall={() => false}
        />
      </div>
      <div className={box.line}>
        <span className={box.hint} />
        <Button size="small" variant="plain" onClick={end}>
          Cancel
        </Button>
        <Button size="small" variant="primary" disabled={blank} onClick={save}>
          Save
        </Button>
      </div>
    </div>
  )
}

export default TalkLineEditor
