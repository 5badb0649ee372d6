import { useCallback, useState } from 'react'
import type { People } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { Avatar, Badge, Button, ConfirmDialog, SearchField, useNotices } from '../design/index.ts'
import { useMe } from '../sync/hooks.tsx'
import { InvitationsPart } from './invitations-part.tsx'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'
import { useIsAdmin } from './use-is-admin.ts'

type Member = People['people'][number]

/** As many as the server gives at once. */
const MOST = 500

export const MembersSection = () => {
  const api = useApi()
  const admin = useIsAdmin()
  const me = useMe()
  const [query, setQuery] = useState('')
  const [leaving, setLeaving] = useState<Member>()
  const { loaded, reload } = useLoaded(
    useCallback((signal: AbortSignal) => api.people(query.trim(), { limit: MOST, signal }), [api, query]),
  )
  return (
    <>
      <h2>Members</h2>
      <p className={styles.intro}>
        {admin
          ? 'Everybody here can be found when somebody shares a conversation. As an admin you see who is here, never what they write.'
          : 'Everybody here can be found when somebody shares a conversation. Admins can invite others.'}
      </p>
      {admin && <InvitationsPart />}
      <section className={styles.part} aria-labelledby="members">
        <h3 id="members">Who is here</h3>
        <div className={styles.inline}>
          <SearchField label="Search by name or e-mail" value={query} onChange={setQuery} />
        </div>
        <LoadingPart loaded={loaded} label="Loading members" onRetry={reload}>
          {({ people }) => (
            <ul className={styles.list}>
              {people.map((person) => (
                <li key={person.id} className={styles.row}>
                  <Avatar person={person} size={32} decorative />
                  <div className={styles.who}>
                    <span className={styles.name}>
                      {person.name}
                      {person.id === me.id && ' (you)'}
                    </span>
                    <span className={styles.quiet}>{person.kind === 'bot' ? 'Bot' : person.email}</span>
                  </div>
                  {person.role === 'admin' && <Badge>Admin</Badge>}
                  {admin && person.kind === 'person' && person.id !== me.id && (
                    <Button
                      size="small"
                      variant="plain"
                      aria-label={`Remove ${person.name}`}
                      onClick={() => setLeaving(person)}
                    >
                      Remove
                    </Button>
                  )}
                </li>
              ))}
              {people.length === 0 && <li className={styles.row}>Nobody has that name or e-mail.</li>}
            </ul>
          )}
        </LoadingPart>
      </section>
      {leaving !== undefined && (
        <RemoveMember member={leaving} onClose={() => setLeaving(undefined)} onRemoved={reload} />
      )}
    </>
  )
}

const RemoveMember = ({
  member,
  onClose,
  onRemoved,
}: {
  readonly member: Member
  readonly onClose: () => void
  readonly onRemoved: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const remove = async () => {
    setBusy(true)
    const removed = await api.removeMember(member.id)
    setBusy(false)
    if (!removed.ok) return setProblem(removed.error.message)
    show({ text: `${member.name} is no longer a member.` })
    onRemoved()
    onClose()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Remove ${member.name}?`}
      description={`${member.name} is signed out everywhere and loses access to every conversation at once. What ${member.name} wrote stays. Open invitations that ${member.name} made or came by end.`}
      confirmLabel="Remove from the organization"
      danger
      busy={busy}
      onConfirm={() => void remove()}
    >
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}
