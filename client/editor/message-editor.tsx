/** Editing a sent message: in other words, on a branch of its own. */
import { useRef } from 'react'
import * as Y from 'yjs'
import { bodyToMarkdown, type MessageEntry } from '../../shared/document/index.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { editMessage } from '../chat/writing.ts'
import { Button, classNames } from '../design/index.ts'
import styles from './composer.module.css'
import { RichEditor, type RichEditorHandle } from './rich-editor.tsx'
import { type EditorJson, fragmentToNodes, isBlank, nodesToJson } from './rich-text.ts'
import { useMentionable } from './use-mentionable.ts'

const jsonOf = (body: MessageEntry['body']): EditorJson =>
  body instanceof Y.XmlFragment
    ? nodesToJson(fragmentToNodes(body))
    : {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: bodyToMarkdown(body) }] }],
      }

const MessageEditor = ({ entry, onDone }: { readonly entry: MessageEntry; readonly onDone: () => void }) => {
  const conversation = useConversation()
  const editor = useRef<RichEditorHandle>(null)
  const mentionable = useMentionable()
  const send = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json) || !conversation.canWrite) return
    conversation.places.goTo(editMessage(deskOf(conversation), entry, json))
    onDone()
  }
  return (
    <div className={classNames(styles.box, styles.edited)} data-editing={entry.id}>
      <RichEditor
        ref={editor}
        label="Edit message"
        placeholder="Say it in other words"
        mentionable={mentionable}
        initial={jsonOf(entry.body)}
        autoFocus
        onChange={() => undefined}
        onBlank={() => undefined}
        onSubmit={send}
        onEscape={() => {
          onDone()
          return true
        }}
        onRecall={() => false}
      />
      <div className={styles.line}>
        <span className={styles.hint}>Sends a new branch. The original stays.</span>
        <Button size="small" variant="plain" onClick={onDone}>
          Cancel
        </Button>
        <Button size="small" variant="primary" onClick={send}>
          Send
        </Button>
      </div>
    </div>
  )
}

export default MessageEditor
