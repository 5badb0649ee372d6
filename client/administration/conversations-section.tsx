import { useCallback, useMemo, useState } from 'react'
import type { ConversationMetadata } from '../../shared/api-administration.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import type { ConversationsFilter } from '../api/administration-calls.ts'
import { useApi } from '../api/api-context.tsx'
import { usePages } from '../api/use-pages.ts'
import { Badge, Button, ConfirmDialog, Select, useNotices, When } from '../design/index.ts'
import { LEVEL_WORDS } from '../directory/level-words.ts'
import { useDirectory } from '../sync/hooks.tsx'
import styles from './administration.module.css'
import { AuditList } from './audit-list.tsx'
import { HeirField } from './heir-field.tsx'
import { PagesPart } from './pages-part.tsx'
import { sizeWords } from './sizes.ts'

const ANY = ''

const STATES = [
  { value: ANY, label: 'Any' },
  { value: 'open', label: 'Open' },
  { value: 'ownerless', label: 'Without an owner' },
  { value: 'deleted', label: 'Deleted' },
] as const

const SHARED = [
  { value: ANY, label: 'Any' },
  { value: 'organization', label: 'The organization' },
  { value: 'some', label: 'Some' },
  { value: 'nobody', label: 'Nobody' },
] as const

/** Who owns what, since when, how much it is and who has access. No title, no content: those are not an admin's. */
export const ConversationsSection = () => {
  const api = useApi()
  const { people } = useDirectory()
  const [owner, setOwner] = useState(ANY)
  const [state, setState] = useState<(typeof STATES)[number]['value']>(ANY)
  const [shared, setShared] = useState<(typeof SHARED)[number]['value']>(ANY)
  const [orphan, setOrphan] = useState<ConversationMetadata>()
  const filter = useMemo(
    (): ConversationsFilter => ({
      owner: owner === ANY ? undefined : (owner as PrincipalId),
      state: state === ANY ? undefined : state,
      shared: shared === ANY ? undefined : shared,
    }),
    [owner, state, shared],
  )
  const owners = useMemo(
    () => [
      { value: ANY, label: 'Anybody' },
      ...people
        .filter(({ kind }) => kind === 'person')
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name, former }) => ({
          value: id as string,
          label: former === true ? `${name} (left)` : name,
        })),
    ],
    [people],
  )
  const { pages, loadMore, reload } = usePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) => api.conversationsMetadata(filter, cursor, signal),
      [api, filter],
    ),
  )
  return (
    <>
      <h2>Conversations</h2>
      <p className={styles.intro}>
        Who owns them, how much they are and who has access. Titles and what is said in them are only for
        those they are shared with.
      </p>
      <div className={styles.filters}>
        <Select label="Owner" value={owner} options={owners} onChange={setOwner} />
        <Select label="State" value={state} options={STATES} onChange={setState} />
        <Select label="Shared with" value={shared} options={SHARED} onChange={setShared} />
      </div>
      <PagesPart
        pages={pages}
        label="Conversations of the organization"
        empty="There is no such conversation."
        onMore={loadMore}
        onRetry={reload}
      >
        {(conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            onHandOver={() => setOrphan(conversation)}
          />
        )}
      </PagesPart>
      {orphan !== undefined && (
        <HandOver conversation={orphan} onClose={() => setOrphan(undefined)} onDone={reload} />
      )}
    </>
  )
}

const ConversationRow = ({
  conversation,
  onHandOver,
}: {
  readonly conversation: ConversationMetadata
  readonly onHandOver: () => void
}) => {
  const { id, owner, state, createdAt, lastActivityAt, deletedAt, bytes, messages, asked, sharedWith } =
    conversation
  const [open, setOpen] = useState(false)
  const filter = useMemo(() => ({ conversation: id }), [id])
  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <span className={styles.name}>
          {isolated(owner.name)}
          {owner.former && ' (left)'}
        </span>
        <span className={styles.quiet}>
          Created <When at={createdAt} />, last active <When at={lastActivityAt} /> ·{' '}
          {messages !== undefined && `${messageWords(messages)} · `}
          {sizeWords(bytes)} · {askedWords(asked)}
        </span>
        {sharedWith.length === 0 ? (
          <span className={styles.quiet}>Shared with nobody</span>
        ) : (
          <ul className={styles.shared} aria-label="Shared with">
            {sharedWith.map((grant) => (
              <li key={`${grant.kind} ${grant.id ?? ''}`}>
                {grant.kind === 'organization' ? `Everyone at ${isolated(grant.name)}` : isolated(grant.name)}
                : {LEVEL_WORDS[grant.level].toLowerCase()}
              </li>
            ))}
          </ul>
        )}
        <span className={styles.id}>{id}</span>
      </div>
      {state === 'deleted' && <Badge>Deleted {deletedAt !== undefined && <When at={deletedAt} />}</Badge>}
      {state === 'ownerless' && (
        <>
          <Badge tone="warning">No owner</Badge>
          <Button size="small" onClick={onHandOver}>
            Choose an owner
          </Button>
        </>
      )}
      <Button
        size="small"
        variant="plain"
        aria-expanded={open}
        aria-label={`${open ? 'Hide' : 'Show'} the changes of rights of ${id}`}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide' : 'Changes'}
      </Button>
      {open && (
        <div className={styles.history}>
          <AuditList filter={filter} />
        </div>
      )}
    </li>
  )
}

const messageWords = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`)

const askedWords = (asked: number): string => {
  if (asked === 0) return 'AI not asked'
  return asked === 1 ? 'AI asked once' : `AI asked ${asked} times`
}

const HandOver = ({
  conversation,
  onClose,
  onDone,
}: {
  readonly conversation: ConversationMetadata
  readonly onClose: () => void
  readonly onDone: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [heir, setHeir] = useState<PrincipalId>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const except = useMemo(() => [conversation.owner.id], [conversation.owner.id])
  const handOver = async () => {
    if (heir === undefined) return setProblem('Please choose somebody.')
    setBusy(true)
    const done = await api.handOver(conversation.id, heir)
    setBusy(false)
    if (!done.ok) return setProblem(done.error.message)
    show({ text: 'The conversation has an owner again.' })
    onDone()
    onClose()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title="Choose an owner"
      description={`${isolated(conversation.owner.name)} has left. Whoever you choose can read this conversation, share it, hand it on and delete it. The others keep their access.`}
      confirmLabel="Make the owner"
      busy={busy}
      onConfirm={() => void handOver()}
    >
      <HeirField label="New owner" except={except} value={heir} onChange={setHeir} />
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}
