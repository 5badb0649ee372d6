import { Link2 } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { routePath } from '../app/route.ts'
import { Button, CopyField, Select, useNotices, When } from '../design/index.ts'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'

type Role = 'admin' | 'member'

const ROLES = [
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Admin' },
] as const

/** Invitations by link: made here, shown once, withdrawn here. */
export const InvitationsPart = () => {
  const api = useApi()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.invitations(), [api]))
  const [role, setRole] = useState<Role>('member')
  const [link, setLink] = useState<string>()
  const [busy, setBusy] = useState(false)

  const invite = async () => {
    setBusy(true)
    const made = await api.invite(role)
    setBusy(false)
    if (!made.ok) return show({ text: made.error.message })
    setLink(window.location.origin + routePath({ page: 'join', secret: made.value.secret }))
    reload()
  }

  const withdraw = async (id: string) => {
    const withdrawn = await api.withdrawInvitation(id)
    if (!withdrawn.ok) return show({ text: withdrawn.error.message })
    setLink(undefined)
    reload()
  }

  return (
    <section className={styles.part} aria-labelledby="invitations">
      <h3 id="invitations">Invite somebody</h3>
      <p className={styles.intro}>
        A link lets people make an account here until it runs out or you withdraw it.
      </p>
      <div className={styles.inline}>
        <Select label="They join as" value={role} options={ROLES} onChange={setRole} />
        <Button variant="primary" icon={<Link2 />} busy={busy} onClick={() => void invite()}>
          Make a link
        </Button>
      </div>
      {link !== undefined && (
        <div className={styles.once}>
          <CopyField label="Invitation link" value={link} />
          <p>Copy it now: for safety it is not shown again.</p>
        </div>
      )}
      <LoadingPart loaded={loaded} label="Loading invitations" onRetry={reload}>
        {({ invitations }) =>
          invitations.length > 0 && (
            <ul className={styles.list} aria-label="Open invitations">
              {invitations.map((invitation) => (
                <li key={invitation.id} className={styles.row}>
                  <div className={styles.who}>
                    <span className={styles.name}>
                      {invitation.role === 'admin' ? 'For an admin' : 'For members'}, made by{' '}
                      {invitation.createdBy.name} <When at={invitation.createdAt} />
                    </span>
                    <span className={styles.quiet}>
                      Holds until{' '}
                      {new Date(invitation.expiresAt).toLocaleDateString('en', { dateStyle: 'long' })}
                    </span>
                  </div>
                  <Button size="small" variant="plain" onClick={() => void withdraw(invitation.id)}>
                    Withdraw
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </LoadingPart>
    </section>
  )
}
