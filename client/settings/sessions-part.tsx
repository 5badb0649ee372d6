import { useCallback, useState } from 'react'
import type { AccountSession } from '../../shared/api-account.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { Badge, Button, useNotices, When } from '../design/index.ts'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'

/** Where one is signed in. */
export const SessionsPart = () => {
  const api = useApi()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.sessions(), [api]))
  const [busy, setBusy] = useState(false)

  const end = async (session: AccountSession) => {
    const ended = await api.endSession(session.id)
    show({ text: ended.ok ? `${session.device} was signed out.` : ended.error.message })
    reload()
  }
  const endOthers = async () => {
    setBusy(true)
    const ended = await api.endOtherSessions()
    setBusy(false)
    show({ text: ended.ok ? 'You are signed out everywhere else.' : ended.error.message })
    reload()
  }

  return (
    <section className={styles.part} aria-labelledby="sessions">
      <h3 id="sessions">Where you are signed in</h3>
      <p className={styles.intro}>If you do not know one of these, sign it out and change your password.</p>
      <LoadingPart loaded={loaded} label="Loading where you are signed in" onRetry={reload}>
        {({ sessions }) => (
          <>
            <ul className={styles.list}>
              {sessions.map((session) => (
                <li key={session.id} className={styles.row}>
                  <div className={styles.who}>
                    <span className={styles.name}>{session.device}</span>
                    <span className={styles.quiet}>
                      {session.address !== '' && `From ${session.address} · `}signed in{' '}
                      <When at={session.createdAt} />
                    </span>
                  </div>
                  {session.current ? (
                    <Badge>This one</Badge>
                  ) : (
                    <Button
                      size="small"
                      variant="plain"
                      aria-label={`Sign out ${session.device}`}
                      onClick={() => void end(session)}
                    >
                      Sign out
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.length > 1 && (
              <Button busy={busy} onClick={() => void endOthers()}>
                Sign out everywhere else
              </Button>
            )}
          </>
        )}
      </LoadingPart>
    </section>
  )
}
