/** What others are writing together, for whoever may only read: it grows as they write. No editor is bound to it. */
import { Users } from 'lucide-react'
import * as Y from 'yjs'
import { useConversation } from '../chat/conversation-context.tsx'
import { Attachments } from '../files/attachments.tsx'
import composer from './composer.module.css'
import { RichTextView } from './rich-text-view.tsx'
import styles from './shared-drafts.module.css'
import { useSharedDrafts } from './use-shared-drafts.ts'

export const SharedDraftViews = () => {
  const { personOf } = useConversation()
  const drafts = useSharedDrafts()
  if (drafts.length === 0) return null
  return (
    <section className={styles.drafts} aria-label="Written together">
      {drafts.map((draft) =>
        draft.body instanceof Y.XmlFragment ? (
          <div
            key={draft.id}
            className={`${composer.box ?? ''} ${styles.draft ?? ''}`}
            role="group"
            aria-label={`Draft that ${personOf(draft.author).name} began`}
            data-shared-draft={draft.id}
          >
            <div className={styles.edge}>
              <Users aria-hidden="true" />
              <span>{personOf(draft.author).name} and others are writing this. It is not sent yet.</span>
            </div>
            {/* The keyboard scrolls long texts. */}
            <div className={styles.view} tabIndex={0} role="region" aria-label="Draft">
              <RichTextView fragment={draft.body} />
            </div>
            <div className={styles.files}>
              <Attachments entry={draft} />
            </div>
          </div>
        ) : null,
      )}
    </section>
  )
}
