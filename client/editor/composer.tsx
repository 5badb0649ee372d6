/** Where one writes: the editor, the draft that survives, and one line below. */
import { GitBranch, Users, X } from 'lucide-react'
import { type ClipboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react'
import { draftKeys, readDraft, writeBegun } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { branchName } from '../branches/branch-words.ts'
import { type Conversation, deskOf, useConversation } from '../chat/conversation-context.tsx'
import { ModelMenu } from '../chat/model-menu.tsx'
import { sendMessage, startSharedDraft } from '../chat/writing.ts'
import { classNames, IconButton, useNotices } from '../design/index.ts'
import { useAttaching } from '../files/use-attaching.tsx'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { createStore } from '../sync/store.ts'
import styles from './composer.module.css'
import { isTooLong, LONG_PASTE, TOO_LONG_WORDS } from './message-length.ts'
import { RichEditor, type RichEditorHandle } from './rich-editor.tsx'
import { type EditorJson, isBlank } from './rich-text.ts'
import { SendOrStop } from './send-or-stop.tsx'
import { SharedDrafts } from './shared-drafts.tsx'
import { Typing } from './typing.tsx'
import { useKeptDraft } from './use-kept-draft.ts'
import { useMentionable } from './use-mentionable.ts'

export interface ComposerProps {
  /** Told once one's own message stands in the document. */
  readonly onSent: () => void
  /** Asks to edit one's last message. */
  readonly onRecall: () => void
  /** Words to begin with, put in by the page; each `number` once. */
  readonly suggestion: { readonly text: string; readonly number: number } | undefined
  /** Grows each time the cursor should come back here. */
  readonly focusRequest: number
}

/** What was asked for while chosen files were still being read. */
interface Asked {
  readonly act: 'send' | 'write-together'
  readonly on: BranchId
}

const Composer = ({ onSent, onRecall, suggestion, focusRequest }: ComposerProps) => {
  const conversation = useConversation()
  const { id, model, places } = conversation
  const { place } = places
  const personal = usePersonalDoc()
  const editor = useRef<RichEditorHandle>(null)
  const [blank, setBlank] = useState(true)
  const [begun, setBegun] = useState<MessageId>()
  /** The branch whose draft holds something from the side talk. */
  const [promptedOn, setPromptedOn] = useState<BranchId>()
  const mentionable = useMentionable()
  const { show } = useNotices()
  const isNewBranch = place.kind === 'new-branch'

  const draftKey = draftKeys.message(id, place.branchId)
  const draft = useKeptDraft(editor, draftKey)
  const [asked] = useState(() => createStore<Asked | undefined>(undefined))
  const waiting = useStore(asked)
  // Nobody is to send without a file that they meant to send.
  const attaching = useAttaching(id, place.branchId, () => asked.set(undefined))
  const onChange = (): void => {
    const json = editor.current?.json()
    const isEmpty = json === undefined || isBlank(json)
    if (isEmpty) {
      model.presence.stopTyping()
      setPromptedOn(undefined)
    } else {
      model.presence.setTyping(place.branchId)
    }
    draft.keep(isEmpty ? undefined : json)
  }

  const send = (): void => {
    asked.set(undefined)
    const json = editor.current?.json()
    if (json === undefined || !conversation.canWrite) return
    if (isBlank(json) && attaching.isEmpty) return
    if (isTooLong(json)) return show({ text: TOO_LONG_WORDS })
    if (attaching.isReading) return asked.set({ act: 'send', on: place.branchId })
    sendMessage(deskOf(conversation), place, json, attaching.take())
    clear()
    places.goTo(place.branchId)
    onSent()
  }

  const clear = (): void => {
    editor.current?.set(undefined)
    draft.forget()
    if (place.kind === 'new-branch') writeBegun(personal, id, place.forkFrom, undefined)
    model.presence.stopTyping()
    setPromptedOn(undefined)
  }

  /** What stands here so far goes into the document, for everybody to write in. */
  const writeTogether = (): void => {
    asked.set(undefined)
    const json = editor.current?.json()
    if (json === undefined || !conversation.canWrite) return
    if (isTooLong(json)) return show({ text: TOO_LONG_WORDS })
    if (attaching.isReading) return asked.set({ act: 'write-together', on: place.branchId })
    setBegun(startSharedDraft(deskOf(conversation), place, json, attaching.take()))
    clear()
    places.goTo(place.branchId)
  }

  // What is written for a branch that is not there yet is found again where it begins.
  const isBegun = isNewBranch && !(blank && attaching.isEmpty)
  const begunFrom = isNewBranch ? place.forkFrom : undefined
  useEffect(() => {
    if (isBegun && begunFrom !== undefined) writeBegun(personal, id, begunFrom, place.branchId)
  }, [isBegun, begunFrom, personal, id, place.branchId])

  const doAsked = useEffectEvent(() => {
    const act = waiting?.act
    const isHere = waiting?.on === place.branchId
    asked.set(undefined)
    // Whoever has gone elsewhere meanwhile finds it unsent where it was written.
    if (isHere && act === 'send') send()
    if (isHere && act === 'write-together') writeTogether()
  })
  useEffect(() => {
    if (waiting !== undefined && !attaching.isReading) doAsked()
  }, [waiting, attaching.isReading])

  useEffect(() => {
    if (suggestion === undefined) return
    editor.current?.set(paragraphOf(suggestion.text))
    editor.current?.focus()
  }, [suggestion])
  const prompt = useStore(conversation.prompts)
  if (prompt !== undefined && promptedOn !== place.branchId) setPromptedOn(place.branchId)
  useEffect(() => {
    if (prompt === undefined) return
    editor.current?.append(prompt)
    editor.current?.focus()
    conversation.prompts.set(undefined)
  }, [prompt, conversation.prompts])
  // A branch begun from a message is written next.
  useEffect(() => {
    if (isNewBranch || focusRequest > 0) editor.current?.focus()
  }, [isNewBranch, focusRequest])

  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain')
    if (text.length < LONG_PASTE) return
    event.preventDefault()
    event.stopPropagation()
    attaching.choose([new File([text], 'pasted text.txt', { type: 'text/plain' })])
    show({ text: 'What you pasted is long. It goes along as a file.' })
  }
  const onEscape = (): boolean => {
    if (!isNewBranch) return false
    places.leaveNewBranch()
    return true
  }

  return (
    <>
      <SharedDrafts begun={begun} onSent={onSent} onLeave={() => editor.current?.focus()} />
      <p className={styles.fromTalk} role="status">
        {promptedOn === place.branchId && fromTalkWords(conversation)}
      </p>
      <div
        className={classNames(styles.box, styles.composer)}
        role="form"
        aria-label="Write a message"
        onPasteCapture={onPaste}
        {...attaching.box}
      >
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
          mentionable={mentionable}
          initial={readDraft(personal, draftKey)}
          onChange={onChange}
          onBlank={setBlank}
          onSubmit={send}
          onEscape={onEscape}
          onRecall={() => {
            onRecall()
            return true
          }}
        />
        {attaching.list}
        <div className={styles.line}>
          {attaching.button}
          <ModelMenu side="top" />
          <Typing />
          <IconButton
            size="small"
            label="Write together"
            side="top"
            icon={<Users />}
            disabled={!conversation.canWrite}
            onClick={writeTogether}
          />
          <SendOrStop blank={blank && attaching.isEmpty} isWaiting={waiting?.act === 'send'} onSend={send} />
        </div>
      </div>
    </>
  )
}

export default Composer

/** Where there is only one branch there is no need to name it. */
const fromTalkWords = ({ model, places, personOf }: Conversation): string => {
  const tree = model.tree.get()
  const { place } = places
  const where =
    place.kind === 'new-branch'
      ? ' on the new branch'
      : tree.branches.size < 2
        ? ''
        : ` on “${branchName(tree.branches.get(place.branchId), (id) => personOf(id).name)}”`
  return `From the side talk into your message${where}. Nothing is sent yet.`
}

const paragraphOf = (text: string): EditorJson => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})
