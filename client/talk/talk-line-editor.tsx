/** Correcting what one said in the side talk. */
import { useMemo, useRef, useState } from 'react'
import * as Y from 'yjs'
import { editTalk, hasEdit, readEdit, type TalkEntry, writeEdit } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button, classNames } from '../design/index.ts'
import box from '../editor/composer.module.css'
import { RichEditor, type RichEditorHandle } from '../editor/rich-editor.tsx'
import { fragmentToNodes, isBlank, nodesToJson, writeRichText } from '../editor/rich-text.ts'
import { type DraftPlace, useKeptDraft } from '../editor/use-kept-draft.ts'
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
  const place = useMemo<DraftPlace>(
    () => ({
      name: `${id} talk ${entry.id}`,
      read: () => readEdit(personal, id, entry.id) ?? initial,
      write: (edit) => writeEdit(personal, id, entry.id, edit),
    }),
    [personal, id, entry.id, initial],
  )
  const kept = useKeptDraft(editor, place)
  const [hasKept] = useState(() => hasEdit(personal, id, entry.id))
  const end = (): void => {
    kept.drop()
    writeEdit(personal, id, entry.id, undefined)
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
          initial={place.read()}
          autoFocus
          onChange={() => {
            isChanged.current = true
            kept.keep(editor.current?.json())
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
