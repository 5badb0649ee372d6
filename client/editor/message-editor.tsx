/**
 * Editing a sent message, in one of two ways: in other words on a branch of its own, which is what one gets unless
 * one chooses, or where it stands, seen by everybody as it happens.
 */
import { useRef, useState } from 'react'
import * as Y from 'yjs'
import { bodyToMarkdown, type MessageEntry } from '../../shared/document/index.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { editMessage } from '../chat/writing.ts'
import { Button, classNames, useNotices } from '../design/index.ts'
import styles from './composer.module.css'
import { Correction } from './correction.tsx'
import { type EditingWay, EditingWays } from './editing-ways.tsx'
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

/** It is taller than the text that it takes the place of: in a low window its field could be out of sight. */
const showWhole = (box: HTMLElement | null): void => box?.scrollIntoView({ block: 'nearest' })

interface MessageEditorProps {
  readonly entry: MessageEntry
  readonly onDone: () => void
}

const MessageEditor = ({ entry, onDone }: MessageEditorProps) => {
  const notices = useNotices()
  const [way, setWay] = useState<EditingWay>('branch')
  /** What was written the other way so far. */
  const [carried, setCarried] = useState<EditorJson>()
  const [original] = useState(() => bodyToMarkdown(entry.body))
  const { body } = entry
  const canCorrect = body instanceof Y.XmlFragment

  const toCorrection = (written: EditorJson | undefined): void => {
    if (written !== undefined && bodyToMarkdown(body) !== original) {
      notices.show({
        text: 'Somebody changed this message while you wrote. Send yours as a new branch, or cancel and correct it as it is now.',
      })
      return
    }
    setCarried(written)
    setWay('correct')
  }
  return (
    <div ref={showWhole} className={classNames(styles.box, styles.edited)} data-editing={entry.id}>
      {way === 'correct' && canCorrect ? (
        <Correction
          entry={entry}
          body={body}
          begin={carried}
          onDone={onDone}
          onBranch={(written) => {
            setCarried(written)
            setWay('branch')
          }}
        />
      ) : (
        <Rewording
          entry={entry}
          begin={carried ?? jsonOf(body)}
          onDone={onDone}
          onCorrect={canCorrect ? toCorrection : undefined}
        />
      )}
    </div>
  )
}

export default MessageEditor

interface RewordingProps extends MessageEditorProps {
  readonly begin: EditorJson
  /** To correct it where it stands instead, with what was changed here, if anything was. */
  readonly onCorrect: ((written: EditorJson | undefined) => void) | undefined
}

const Rewording = ({ entry, begin, onDone, onCorrect }: RewordingProps) => {
  const conversation = useConversation()
  const editor = useRef<RichEditorHandle>(null)
  const mentionable = useMentionable()
  const [isChanged, setChanged] = useState(false)
  const send = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json) || !conversation.canWrite) return
    conversation.places.goTo(editMessage(deskOf(conversation), entry, json))
    onDone()
  }
  return (
    <>
      <RichEditor
        ref={editor}
        label="Edit message"
        placeholder="Say it in other words"
        mentionable={mentionable}
        initial={begin}
        autoFocus
        onChange={() => setChanged(true)}
        onBlank={() => undefined}
        onSubmit={send}
        onEscape={() => {
          onDone()
          return true
        }}
        onRecall={() => false}
      />
      <div className={styles.line}>
        {onCorrect !== undefined && (
          <EditingWays
            way="branch"
            onChoose={() => onCorrect(isChanged ? editor.current?.json() : undefined)}
          />
        )}
        <span className={styles.hint}>The original stays.</span>
        <Button size="small" variant="plain" onClick={onDone}>
          Cancel
        </Button>
        <Button size="small" variant="primary" onClick={send}>
          Send
        </Button>
      </div>
    </>
  )
}
