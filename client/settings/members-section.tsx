import { useCallback, useState } from 'react'
import { MembersPart } from '../administration/members-part.tsx'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { Avatar, Badge, SearchField } from '../design/index.ts'
import { useMe } from '../sync/hooks.tsx'
import { InvitationsPart } from './invitations-part.tsx'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'
import { useIsAdmin } from './use-is-admin.ts'

/** As many as the server gives at once. */
const MOST = 500

export const MembersSection = () => {
  const admin = useIsAdmin()
  return (
    <>
      <h2>Members</h2>
      <p className={styles.intro}>
        {admin
          ? 'Everybody here can be found when somebody shares a conversation. As an admin you see who is here, never what they write.'
          : 'Everybody here can be found when somebody shares a conversation. Admins can invite others.'}
      </p>
      {admin && <InvitationsPart />}
      <div className={styles.part}>{admin ? <MembersPart /> : <Everybody />}</div>
    </>
  )
}

/** Names and addresses, for those who administer nothing. */
const Everybody = () => {
  const api = useApi()
  const me = useMe()
  const [query, setQuery] = useState('')
  const { loaded, reload } = useLoaded(
    useCallback((signal: AbortSignal) => api.people(query.trim(), { limit: MOST, signal }), [api, query]),
  )
  return (
    <section aria-labelledby="members">
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
              </li>
            ))}
            {people.length === 0 && <li className={styles.row}>Nobody has that name or e-mail.</li>}
          </ul>
        )}
      </LoadingPart>
    </section>
  )
}
