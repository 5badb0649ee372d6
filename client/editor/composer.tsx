/** Where one writes: the editor, the draft that survives, and one line below. */
import { ArrowUp, GitBranch, Square, X } from 'lucide-react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { cancelRun, readDraft, writeDraft } from '../../shared/document/index.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { ModelMenu } from '../chat/model-menu.tsx'
import { namesOf } from '../chat/people.ts'
import { placeView } from '../chat/rows.ts'
import { sendMessage } from '../chat/writing.ts'
import { classNames, IconButton } from '../design/index.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import styles from './composer.module.css'
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts'
import { RichEditor, type RichEditorHandle } from './rich-editor.tsx'
import { type EditorJson, isBlank } from './rich-text.ts'

export interface ComposerProps {
  /** Told once one's own message stands in the document. */
  readonly onSent: () => void
  /** Asks to edit one's last message. */
  readonly onRecall: () => void
  /** Words to begin with, put in by the page; each `number` once. */
  readonly suggestion: { readonly text: string; readonly number: number } | undefined
}

const Composer = ({ onSent, onRecall, suggestion }: ComposerProps) => {
  const conversation = useConversation()
  const { id, model, places } = conversation
  const { place } = places
  const personal = usePersonalDoc()
  const editor = useRef<RichEditorHandle>(null)
  const [blank, setBlank] = useState(true)
  const isNewBranch = place.kind === 'new-branch'

  const drafts = useDraft(editor)
  const onChange = (): void => {
    const json = editor.current?.json()
    const isEmpty = json === undefined || isBlank(json)
    if (isEmpty) model.presence.stopTyping()
    else model.presence.setTyping(place.branchId)
    drafts.keep(isEmpty ? undefined : json)
  }

  const send = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json)) return
    sendMessage(deskOf(conversation), place, json)
    editor.current?.set(undefined)
    drafts.drop()
    writeDraft(personal, id, place.branchId, undefined)
    model.presence.stopTyping()
    places.goTo(place.branchId)
    onSent()
  }

  useEffect(() => {
    if (suggestion === undefined) return
    editor.current?.set(paragraphOf(suggestion.text))
    editor.current?.focus()
  }, [suggestion])
  // A branch begun from a message is written next.
  useEffect(() => {
    if (isNewBranch) editor.current?.focus()
  }, [isNewBranch])

  const onEscape = (): boolean => {
    if (!isNewBranch) return false
    places.leaveNewBranch()
    return true
  }

  return (
    <div className={classNames(styles.box, styles.composer)} role="form" aria-label="Write a message">
      {isNewBranch && (
        <div className={styles.banner}>
          <GitBranch aria-hidden="true" />
          <span>A new branch begins here with what you send.</span>
          <IconButton
            size="small"
            label="Cancel"
            icon={<X />}
            onClick={places.leaveNewBranch}
            shortcut="Esc"
          />
        </div>
      )}
      <RichEditor
        ref={editor}
        label="Message"
        placeholder="Write a message"
        initial={readDraft(personal, id, place.branchId)}
        onChange={onChange}
        onBlank={setBlank}
        onSubmit={send}
        onEscape={onEscape}
        onRecall={() => {
          onRecall()
          return true
        }}
      />
      <div className={styles.line}>
        <ModelMenu side="top" />
        <Typing />
        <SendOrStop blank={blank} onSend={send} />
      </div>
    </div>
  )
}

export default Composer

const paragraphOf = (text: string): EditorJson => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

/** The draft of the branch one is on, kept in the personal document. */
const useDraft = (editor: RefObject<RichEditorHandle | null>): DraftKeeper => {
  const { id, places } = useConversation()
  const personal = usePersonalDoc()
  const { branchId } = places.place
  const keeper = useMemo(
    () => createDraftKeeper((draft) => writeDraft(personal, id, branchId, draft)),
    [personal, id, branchId],
  )

  // Another branch has another draft. One that comes from the disk or another tab fills an editor that is not in use.
  useEffect(() => {
    const load = (): void => editor.current?.set(readDraft(personal, id, branchId))
    load()
    const onUpdate = (): void => {
      const { current } = editor
      if (current === null || current.isFocused() || keeper.isWaiting()) return
      const shown = current.isEmpty() ? undefined : current.json()
      if (JSON.stringify(readDraft(personal, id, branchId)) !== JSON.stringify(shown)) load()
    }
    personal.on('update', onUpdate)
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      personal.off('update', onUpdate)
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [personal, id, branchId, editor, keeper])
  return keeper
}

const Typing = () => {
  const { model, places, personOf } = useConversation()
  const others = useStore(model.presence.others)
  const typing = others.filter(
    ({ typing: branch, user }) => branch === places.place.branchId && user.kind === 'person',
  )
  const names = typing.map(({ user }) => personOf(user.id).name)
  return (
    <span className={styles.typing} aria-live="polite">
      {names.length > 0 && `${namesOf(names)} ${names.length === 1 ? 'is' : 'are'} writing`}
    </span>
  )
}

const SendOrStop = ({ blank, onSend }: { readonly blank: boolean; readonly onSend: () => void }) => {
  const { model, places, me } = useConversation()
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const { place } = places
  const view = placeView(tree, place)
  const active = runs.active.filter(
    (run) =>
      run.branchId === place.branchId &&
      run.cancelledBy === undefined &&
      view.some((message) => message.id === run.parentId),
  )
  if (blank && active.length > 0) {
    return (
      <IconButton
        size="small"
        label="Stop"
        side="top"
        icon={<Square fill="currentColor" />}
        onClick={() => {
          for (const run of active) cancelRun(model.doc, run.id, me)
        }}
      />
    )
  }
  return (
    <IconButton
      size="small"
      variant="primary"
      label="Send"
      side="top"
      icon={<ArrowUp />}
      disabled={blank}
      onClick={onSend}
    />
  )
}
