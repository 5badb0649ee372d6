/** Correcting what one said in the side talk. */
import { useRef, useState } from 'react'
import * as Y from 'yjs'
import { editTalk, type TalkEntry } from '../../shared/document/index.ts'
import { Button, classNames } from '../design/index.ts'
import box from '../editor/composer.module.css'
import { RichEditor, type RichEditorHandle } from '../editor/rich-editor.tsx'
import { fragmentToNodes, isBlank, nodesToJson, writeRichText } from '../editor/rich-text.ts'
import { useMentionable } from '../editor/use-mentionable.ts'
import styles from './talk-composer.module.css'

export interface TalkLineEditorProps {
  readonly entry: TalkEntry
  readonly doc: Y.Doc
  readonly onDone: () => void
}

const TalkLineEditor = ({ entry, doc, onDone }: TalkLineEditorProps) => {
  const editor = useRef<RichEditorHandle>(null)
  const mentionable = useMentionable()
  const isChanged = useRef(false)
  const [blank, setBlank] = useState(false)
  const [initial] = useState(() =>
    entry.body === undefined ? undefined : nodesToJson(fragmentToNodes(entry.body)),
  )
  const [read] = useState(() => Y.encodeStateAsUpdate(doc))
  const save = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json)) return
    // What says the same is no correction.
    if (isChanged.current) editTalk(doc, entry.id, writeRichText(json), read)
    onDone()
  }
  return (
    <div className={classNames(box.box, styles.editing)}>
      <div className={styles.text}>
        <RichEditor
          ref={editor}
          label="Correct what you said"
          placeholder="Nothing stands here any more"
          mentionable={mentionable}
          initial={initial}
          autoFocus
          onChange={() => {
            isChanged.current = true
          }}
          onBlank={setBlank}
          onSubmit={save}
          onEscape={() => {
            onDone()
            return true
          }}
          onRecall={() => false}
        />
      </div>
      <div className={box.line}>
        <span className={box.hint} />
        <Button size="small" variant="plain" onClick={onDone}>
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
