import { type KeyboardEvent, useState } from 'react'
import { changeSetting, LIMITS } from '../../shared/document/index.ts'
import { UNTITLED } from '../directory/titles.ts'
import { useDirectoryEntry, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import styles from './editable-title.module.css'

/** The title, edited where it stands by whoever may. */
export const EditableTitle = () => {
  const { id, model, canWrite } = useConversation()
  const settings = useStore(model.settings)
  const listed = useDirectoryEntry(id)?.title
  const [draft, setDraft] = useState<string>()
  const title = settings.title ?? listed ?? ''
  const shown = title === '' ? UNTITLED : title

  const keep = (): void => {
    const wanted = draft?.trim()
    setDraft(undefined)
    if (wanted !== undefined && wanted !== '' && wanted !== title) changeSetting(model.doc, 'title', wanted)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') keep()
    if (event.key === 'Escape') setDraft(undefined)
  }

  if (!canWrite)
    return (
      <h1 className={styles.title} dir="auto">
        {shown}
      </h1>
    )
  if (draft === undefined) {
    return (
      <h1 className={styles.title}>
        <button
          type="button"
          className={styles.button}
          dir="auto"
          title="Rename"
          onClick={() => setDraft(title)}
        >
          {shown}
        </button>
      </h1>
    )
  }
  return (
    <input
      className={styles.input}
      dir="auto"
      aria-label="Title"
      value={draft}
      maxLength={LIMITS.titleLength}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  )
}
