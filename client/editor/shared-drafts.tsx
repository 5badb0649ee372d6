/** The drafts that several write together on the branch one reads: each an editor of its own, until somebody sends it. */
import { ArrowUp, Trash2, Users } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import * as Y from 'yjs'
import { growsFrom, type MessageEntry } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { namesOf } from '../chat/people.ts'
import { discardSharedDraft, sendSharedDraft } from '../chat/writing.ts'
import { AvatarStack, classNames, IconButton, Kbd, useNotices } from '../design/index.ts'
import { Attachments } from '../files/attachments.tsx'
import { useStore } from '../sync/hooks.tsx'
import { writersIn } from './carets.ts'
import composer from './composer.module.css'
import { createCursorKeeper } from './cursor-keeper.ts'
import styles from './shared-drafts.module.css'
import { SharedEditor, type SharedEditorHandle } from './shared-editor.tsx'
import { useMentionable } from './use-mentionable.ts'
import { useSharedDrafts } from './use-shared-drafts.ts'

export interface SharedDraftsProps {
  /** The draft that was begun on this page just now: the cursor goes there. */
  readonly begun: MessageId | undefined
  /** Told once one of them was sent from here. */
  readonly onSent: () => void
  /** The cursor should go back to the composer. */
  readonly onLeave: () => void
}

export const SharedDrafts = ({ begun, onSent, onLeave }: SharedDraftsProps) => {
  const drafts = useSharedDrafts()
  if (drafts.length === 0) return null
  return (
    <section className={styles.drafts} aria-label="Written together">
      {drafts.map((draft) =>
        draft.body instanceof Y.XmlFragment ? (
          <SharedDraft
            key={draft.id}
            draft={draft}
            body={draft.body}
            autoFocus={draft.id === begun}
            onSent={onSent}
            onLeave={onLeave}
          />
        ) : null,
      )}
    </section>
  )
}

interface SharedDraftProps {
  readonly draft: MessageEntry
  readonly body: Y.XmlFragment
  readonly autoFocus: boolean
  readonly onSent: () => void
  readonly onLeave: () => void
}

const SharedDraft = ({ draft, body, autoFocus, onSent, onLeave }: SharedDraftProps) => {
  const conversation = useConversation()
  const { model, me, isOwner, mayWrite, canWrite, personOf, places } = conversation
  const mentionable = useMentionable()
  const notices = useNotices()
  const editor = useRef<SharedEditorHandle>(null)
  const [cursor] = useState(() => createCursorKeeper(autoFocus ? 'end' : undefined))
  const [isBlank, setBlank] = useState(true)
  const blank = isBlank && draft.attachments.length === 0
  const store = useMemo(() => writersIn(body, model.awareness, me), [body, model.awareness, me])
  const writers = useStore(store).map((id) => personOf(id))
  const author = draft.author === me ? 'You' : personOf(draft.author).name
  const label = `Draft that ${draft.author === me ? 'you' : author} began`

  const send = (): void => {
    if (blank || !canWrite) return
    sendSharedDraft(deskOf(conversation), draft)
    model.presence.stopTyping()
    onLeave()
    onSent()
  }
  const discard = (): void => {
    const tree = model.tree.get()
    const { branch, undo } = discardSharedDraft(deskOf(conversation), model.runs.get(), draft, isOwner)
    onLeave()
    if (branch !== undefined) places.goTo(growsFrom(tree, branch), branch.forkFrom ?? undefined)
    notices.show({
      text:
        branch === undefined
          ? 'Draft discarded for everybody.'
          : 'Draft discarded for everybody, with the branch that began with it.',
      action: {
        label: 'Undo',
        onSelect: () => {
          undo()
          places.goTo(draft.branchId)
        },
      },
    })
  }
  return (
    <div
      className={classNames(composer.box, composer.composer, styles.draft)}
      role="group"
      aria-label={label}
      data-shared-draft={draft.id}
    >
      <div className={styles.edge}>
        <Users aria-hidden="true" />
        <span>{author} began this draft. Everybody here can write in it.</span>
        <span className={styles.writers} aria-live="polite">
          {writers.length > 0 && (
            <>
              <AvatarStack people={writers} size={20} />
              <span className={styles.names}>
                {namesOf(writers.map(({ name }) => name))} {writers.length === 1 ? 'is' : 'are'} in it
              </span>
            </>
          )}
        </span>
      </div>
      <SharedEditor
        // Another document, another editor: after a rebuild the text is a new one.
        key={fragmentKey(body)}
        ref={editor}
        label={label}
        placeholder="Write together"
        body={body}
        awareness={model.awareness}
        editable={mayWrite}
        cursor={cursor}
        mentionable={mentionable}
        onChange={() => model.presence.setTyping(draft.branchId)}
        onBlank={setBlank}
        onSubmit={send}
        onEscape={() => {
          onLeave()
          return true
        }}
      />
      <div className={styles.files}>
        <Attachments entry={draft} />
      </div>
      <div className={composer.line}>
        <span className={classNames(composer.hint, styles.keys)}>
          <Kbd keys="Mod+Enter" /> sends it for all
        </span>
        {(draft.author === me || isOwner) && (
          <IconButton
            size="small"
            label="Discard draft"
            side="top"
            icon={<Trash2 />}
            disabled={!canWrite}
            onClick={discard}
          />
        )}
        <IconButton
          size="small"
          variant="primary"
          label="Send draft"
          side="top"
          icon={<ArrowUp />}
          disabled={blank || !canWrite}
          onClick={send}
        />
      </div>
    </div>
  )
}

const keys = new WeakMap<Y.XmlFragment, number>()
let lastKey = 0

const fragmentKey = (body: Y.XmlFragment): number => {
  const known = keys.get(body)
  if (known !== undefined) return known
  keys.set(body, ++lastKey)
  return lastKey
}
