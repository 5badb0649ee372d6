/** Where one says something in the side talk. What is not said yet survives, on all of one's devices. */
import { ArrowUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { addTalk, draftKeys, readDraft, readTalkAbout, writeTalkAbout } from '../../shared/document/index.ts'
import { MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { namesOf } from '../chat/people.ts'
import { IconButton, useNotices } from '../design/index.ts'
import box from '../editor/composer.module.css'
import { isTooLong } from '../editor/message-length.ts'
import { RichEditor, type RichEditorHandle } from '../editor/rich-editor.tsx'
import { isBlank, writeRichText } from '../editor/rich-text.ts'
import { useKeptDraft } from '../editor/use-kept-draft.ts'
import type { TalkHandle } from '../sync/account.ts'
import { usePersonal, usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { newId } from '../sync/new-id.ts'
import type { TalkModel } from '../sync/talk-model.ts'
import { AboutChip } from './about-chip.tsx'
import styles from './talk-composer.module.css'
import type { TalkAsk } from './talk-context.tsx'
import type { Participants } from './use-participants.ts'

export interface TalkComposerProps {
  readonly handle: TalkHandle
  readonly model: TalkModel
  readonly participants: Participants
  readonly ask: TalkAsk | undefined
  /** Grows each time the cursor should come back here. */
  readonly focusRequest: number
  readonly onSent: () => void
  /** Asks to correct one's last line. */
  readonly onRecall: (id: MessageId) => void
  readonly onClose: () => void
}

const TalkComposer = ({
  handle,
  model,
  participants,
  ask,
  focusRequest,
  onSent,
  onRecall,
  onClose,
}: TalkComposerProps) => {
  const { id, me } = useConversation()
  const personal = usePersonalDoc()
  const about = usePersonal('drafts', (doc) => readTalkAbout(doc, id))
  // While the talk is fetched anew one's words stay where they are.
  const canSay = useStore(handle.room.state).kind !== 'healing'
  const editor = useRef<RichEditorHandle>(null)
  const [blank, setBlank] = useState(true)
  const draftKey = draftKeys.talk(id)
  const draft = useKeptDraft(editor, draftKey)
  const { show } = useNotices()
  const wantsFocus = ask !== undefined && ask.line === undefined ? ask.number : 0
  useEffect(() => {
    if (wantsFocus > 0 || focusRequest > 0) editor.current?.focus()
  }, [wantsFocus, focusRequest])

  const onChange = (): void => {
    const json = editor.current?.json()
    const isEmpty = json === undefined || isBlank(json)
    if (isEmpty) model.presence.stopTyping()
    else model.presence.setTyping(MAIN_BRANCH)
    draft.keep(isEmpty ? undefined : json)
  }
  const say = (): void => {
    const json = editor.current?.json()
    if (json === undefined || isBlank(json) || !canSay) return
    if (isTooLong(json)) return show({ text: 'This is too long to be said at once. Say it in parts.' })
    addTalk(
      model.doc,
      { id: newId<MessageId>(), author: me, createdAt: Date.now(), about },
      writeRichText(json),
    )
    editor.current?.set(undefined)
    draft.forget()
    writeTalkAbout(personal, id, undefined)
    model.presence.stopTyping()
    onSent()
  }
  const recall = (): boolean => {
    const own = model.lines.get().findLast((line) => line.author === me && line.deleted === undefined)
    if (own === undefined) return false
    onRecall(own.id)
    return true
  }
  // The editor keeps the key for itself: it never reaches the drawer.
  const onEscape = (): boolean => {
    if (about === undefined) onClose()
    else writeTalkAbout(personal, id, undefined)
    return true
  }

  return (
    <div className={box.box} role="form" aria-label="Say something in the side talk">
      {about !== undefined && (
        <div className={styles.about}>
          <AboutChip about={about} onRemove={() => writeTalkAbout(personal, id, undefined)} />
        </div>
      )}
      <div className={styles.text}>
        <RichEditor
          ref={editor}
          label="Side talk message"
          placeholder="Say something among yourselves"
          mentionable={participants.others}
          initial={readDraft(personal, draftKey)}
          autoFocus={wantsFocus > 0}
          onChange={onChange}
          onBlank={setBlank}
          onSubmit={say}
          onEscape={onEscape}
          onRecall={recall}
        />
      </div>
      <div className={box.line}>
        <WhoWrites model={model} />
        <IconButton
          size="small"
          variant="primary"
          label="Say it"
          side="top"
          icon={<ArrowUp />}
          disabled={blank || !canSay}
          onClick={say}
        />
      </div>
    </div>
  )
}

export default TalkComposer

const WhoWrites = ({ model }: { readonly model: TalkModel }) => {
  const { personOf } = useConversation()
  const names = useStore(model.presence.others)
    .filter(({ typing, user }) => typing !== undefined && user.kind === 'person')
    .map(({ user }) => personOf(user.id).name)
  return (
    <span className={box.typing} aria-live="polite">
      {names.length > 0 && `${namesOf(names)} ${names.length === 1 ? 'is' : 'are'} writing`}
    </span>
  )
}
