/**
 * Editing a sent message, in one of two ways: in other words on a branch of its own, which is what one gets unless
 * one chooses, or where it stands, seen by everybody as it happens.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import * as Y from 'yjs'
import {
  bodyToMarkdown,
  draftKeys,
  hasDraft,
  type MessageEntry,
  readDraft,
  writeDraft,
} from '../../shared/document/index.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { editMessage } from '../chat/writing.ts'
import { Button, classNames, useNotices } from '../design/index.ts'
import { useWhoMadeViewOnly } from '../inbox/use-inbox.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import styles from './composer.module.css'
import { Correction } from './correction.tsx'
import { type EditingWay, EditingWays } from './editing-ways.tsx'
import { isTooLong, TOO_LONG_WORDS } from './message-length.ts'
import { RichEditor, type RichEditorHandle } from './rich-editor.tsx'
import { type EditorJson, fragmentToNodes, isBlank, nodesToJson, plainText } from './rich-text.ts'
import { useKeptDraft } from './use-kept-draft.ts'
import { useMentionable } from './use-mentionable.ts'

const jsonOf = (body: MessageEntry['body']): EditorJson =>
  body instanceof Y.XmlFragment
    ? nodesToJson(fragmentToNodes(body))
    : {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: bodyToMarkdown(body) }] }],
      }

/** It may end by itself while one writes: the focus stays with the message, unless it has gone elsewhere. */
const useFocusOnMessage = (box: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const { current } = box
    const message = current?.closest('article')
    if (current === null || message == null) return undefined
    let isHere = false
    const onFocus = ({ target }: FocusEvent): void => {
      isHere = target instanceof Node && current.contains(target)
    }
    document.addEventListener('focusin', onFocus)
    return () => {
      document.removeEventListener('focusin', onFocus)
      // A field that went before the rest of it has left the focus to the page.
      const { activeElement } = document
      if (!isHere || (activeElement !== document.body && !current.contains(activeElement))) return
      message.tabIndex = -1
      message.focus({ preventScroll: true })
    }
  }, [box])
}

interface MessageEditorProps {
  readonly entry: MessageEntry
  readonly onDone: () => void
}

const MessageEditor = ({ entry, onDone }: MessageEditorProps) => {
  const notices = useNotices()
  const box = useRef<HTMLDivElement>(null)
  // It is taller than the text that it takes the place of: in a low window its field could be out of sight.
  useLayoutEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useFocusOnMessage(box)
  const [way, setWay] = useState<EditingWay>('branch')
  /** What was written the other way so far. */
  const [carried, setCarried] = useState<EditorJson>()
  const [original] = useState(() => bodyToMarkdown(entry.body))
  const { body } = entry
  const [begun] = useState(() => jsonOf(body))
  const canCorrect = body instanceof Y.XmlFragment

  const toCorrection = (written: EditorJson | undefined): boolean => {
    if (written !== undefined && bodyToMarkdown(body) !== original) {
      notices.show({
        text: 'Somebody changed this message while you wrote. Send yours as a new branch, or cancel and correct it as it is now.',
      })
      return false
    }
    setCarried(written)
    setWay('correct')
    return true
  }
  return (
    <div ref={box} className={classNames(styles.box, styles.edited)} data-editing={entry.id}>
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
          begin={carried}
          original={begun}
          onDone={onDone}
          onCorrect={canCorrect ? toCorrection : undefined}
        />
      )}
    </div>
  )
}

export default MessageEditor

interface RewordingProps extends MessageEditorProps {
  /** What was written so far, where anything was. */
  readonly begin: EditorJson | undefined
  /** The message as it stood when one began. */
  readonly original: EditorJson
  /** To correct it where it stands instead, with what was changed here, if anything was. Returns whether it can be. */
  readonly onCorrect: ((written: EditorJson | undefined) => boolean) | undefined
}

const Rewording = ({ entry, begin, original, onDone, onCorrect }: RewordingProps) => {
  const conversation = useConversation()
  const { id, mayWrite, canWrite } = conversation
  const whoEnded = useWhoMadeViewOnly(id)
  const notices = useNotices()
  const personal = usePersonalDoc()
  const editor = useRef<RichEditorHandle>(null)
  const mentionable = useMentionable()
  const draftKey = draftKeys.edit(id, entry.id)
  const otherwise = begin ?? original
  const draft = useKeptDraft(editor, draftKey, otherwise)
  const [isChanged, setChanged] = useState(() => begin !== undefined || hasDraft(personal, draftKey))
  /** What was changed so far, if anything was. */
  const changed = (): EditorJson | undefined => (isChanged ? editor.current?.json() : undefined)
  useEffect(() => {
    if (begin !== undefined) writeDraft(personal, draftKey, begin)
    editor.current?.focus()
  }, [personal, draftKey, begin])

  const cancel = (): void => {
    const written = changed()
    draft.forget()
    onDone()
    if (written === undefined) return
    notices.show({
      text: 'What you wrote there is gone.',
      action: { label: 'Undo', onSelect: () => writeDraft(personal, draftKey, written) },
    })
  }
  /** One who may write here again finds it where it was. */
  const leave = (): void => {
    draft.flush()
    onDone()
  }
  const copy = (): void => {
    const json = editor.current?.json()
    if (json === undefined) return
    void navigator.clipboard.writeText(plainText(json)).then(() => notices.show({ text: 'Copied.' }))
  }
  const send = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json) || !canWrite) return
    if (isTooLong(json)) return notices.show({ text: TOO_LONG_WORDS })
    draft.forget()
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
        initial={readDraft(personal, draftKey) ?? otherwise}
        autoFocus
        onChange={() => {
          setChanged(true)
          draft.keep(editor.current?.json())
        }}
        onBlank={() => undefined}
        onSubmit={send}
        onEscape={() => {
          if (mayWrite) cancel()
          else leave()
          return true
        }}
        onRecall={() => false}
      />
      <div className={styles.line}>
        {mayWrite && onCorrect !== undefined && (
          <EditingWays
            way="branch"
            onChoose={() => {
              // From there on everybody has it.
              if (onCorrect(changed())) draft.forget()
            }}
          />
        )}
        <span className={styles.hint} role="status">
          {mayWrite
            ? 'The original stays.'
            : `${whoEnded ?? 'You can view this conversation now.'} What you wrote is kept for you.`}
        </span>
        {mayWrite ? (
          <>
            <Button size="small" variant="plain" onClick={cancel}>
              Cancel
            </Button>
            <Button size="small" variant="primary" disabled={!canWrite} onClick={send}>
              Send
            </Button>
          </>
        ) : (
          <>
            <Button size="small" variant="plain" onClick={leave}>
              Close
            </Button>
            <Button size="small" onClick={copy}>
              Copy text
            </Button>
          </>
        )}
      </div>
    </>
  )
}
