/** Work of one's own that the server refused: said plainly, with ways on. Nothing leaves the shelf by itself. */
import { useMemo, useState } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import { useNavigation } from '../app/router.tsx'
import { Button, useNotices, When } from '../design/index.ts'
import { listed } from '../files/file-words.ts'
import { useCarryFiles } from '../files/use-carry-files.ts'
import { useUploads } from '../files/use-uploads.ts'
import { useAccount, useShelf } from '../sync/hooks.tsx'
import { newId } from '../sync/new-id.ts'
import { type RefusedItem, refusedText } from '../sync/refused-work.ts'
import { type ShelvedWork, shelvedFiles, writeShelvedWork } from '../sync/shelf.ts'
import styles from './shelf-notice.module.css'
import { shelfSentence } from './shelf-words.ts'

export const ShelfNotice = ({ conversationId }: { readonly conversationId: ConversationId }) => {
  const works = useShelf().filter((work) => work.conversationId === conversationId)
  return works.map((work) => <ShelvedItem key={work.id} work={work} />)
}

const ShelvedItem = ({ work }: { readonly work: ShelvedWork }) => {
  const { conversationId } = work
  const account = useAccount()
  const api = useApi()
  const navigation = useNavigation()
  const notices = useNotices()
  const [busy, setBusy] = useState(false)
  const items = work.items ?? []
  const text = refusedText(items)
  const files = useMemo(() => shelvedFiles(work), [work])
  const names = files.map(({ attachment }) => attachment.name)
  const carryFiles = useCarryFiles()
  const uploads = useUploads()

  const discard = async (): Promise<void> => {
    await account.discard(work)
    // What the server has taken may still be on its way.
    uploads.discard(files.filter(({ isAccepted }) => !isAccepted).map(({ attachment }) => attachment.id))
  }
  const keep = async (): Promise<void> => {
    setBusy(true)
    const id = newId<ConversationId>()
    const created = await api.createConversation({ id })
    if (!created.ok) {
      setBusy(false)
      notices.show({ text: `It stays on your shelf. ${created.error.message}` })
      return
    }
    const { carried, leftBehind } = await carryFiles(conversationId, id, files)
    writeShelvedWork(account.open(id).model.get().doc, work, account.me.id, Date.now(), carried)
    await discard()
    setBusy(false)
    navigation.go({ page: 'conversation', id })
    if (leftBehind !== undefined) {
      notices.show({ text: `${listed(leftBehind.names)} could not come along. ${leftBehind.why}` })
    }
  }
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    notices.show({ text: 'Copied. It stays on your shelf until you discard it.' })
  }
  return (
    <section className={styles.notice} aria-label="Your shelf">
      <div className={styles.words}>
        <p>{shelfSentence(work)}</p>
        <details>
          <summary>
            What is kept, from <When at={work.at} />
          </summary>
          <ul>
            {items.map((item, index) => (
              // A list that is written once.
              <li key={index}>
                <ItemWords item={item} />
              </li>
            ))}
            {names.length > 0 && (
              <li>
                {names.length === 1 ? 'File' : 'Files'}: {listed(names)}
              </li>
            )}
          </ul>
        </details>
      </div>
      <div className={styles.actions}>
        {(text !== '' || names.length > 0) && work.place !== 'talk' && work.reason !== 'overtaken' && (
          <Button size="small" variant="primary" busy={busy} onClick={() => void keep()}>
            Keep as my own conversation
          </Button>
        )}
        {text !== '' && (
          <Button
            size="small"
            variant={work.reason === 'overtaken' ? 'primary' : 'quiet'}
            onClick={() => void copy()}
          >
            Copy text
          </Button>
        )}
        <Button size="small" variant="plain" onClick={() => void discard()}>
          Discard
        </Button>
      </div>
    </section>
  )
}

const ItemWords = ({ item }: { readonly item: RefusedItem }) => {
  switch (item.kind) {
    case 'message':
      return <>{item.text === '' ? 'A message of files alone' : `Message: ${item.text}`}</>
    case 'edit':
      return <>Edited message: {item.text}</>
    case 'deletion':
      return <>Deletion of: {item.text}</>
    case 'setting':
      return (
        <>
          {item.key}: {item.value}
        </>
      )
  }
}
