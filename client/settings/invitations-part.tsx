import { Link2, Send } from 'lucide-react'
import { type FormEvent, useCallback, useState } from 'react'
import { inviteSchema } from '../../shared/api-administration.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useLoaded } from '../api/use-loaded.ts'
import { routePath } from '../app/route.ts'
import { Button, CopyField, Select, TextField, useNotices, When } from '../design/index.ts'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'

type Role = 'admin' | 'member'

const ROLES = [
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Admin' },
] as const

/** Invitations by link, shown once, and by e-mail where the server can send some. Withdrawn here, too. */
export const InvitationsPart = () => {
  const api = useApi()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.openInvitations(), [api]))
  const [role, setRole] = useState<Role>('member')
  const [link, setLink] = useState<string>()
  const [busy, setBusy] = useState(false)

  const invite = async () => {
    setBusy(true)
    const made = await api.inviteTo({ role })
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
      {loaded.kind === 'loaded' && loaded.value.canMail && <ByMail role={role} onSent={reload} />}
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
                      {invitationWords(invitation)}, made by {isolated(invitation.createdBy.name)}{' '}
                      <When at={invitation.createdAt} />
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

const invitationWords = ({
  role,
  email,
}: {
  readonly role: Role
  readonly email?: string | undefined
}): string => {
  const whom = role === 'admin' ? 'an admin' : email === undefined ? 'members' : 'a member'
  return email === undefined ? `For ${whom}` : `For ${whom}, sent to ${email}`
}

const ByMail = ({ role, onSent }: { readonly role: Role; readonly onSent: () => void }) => {
  const api = useApi()
  const { show } = useNotices()
  const [email, setEmail] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const invitation = { role, email: email.trim() }
    const problem = failureOf(inviteSchema, invitation)
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const sent = await api.inviteTo(invitation)
    setBusy(false)
    if (!sent.ok) return setError(sent.error)
    show({ text: `The invitation is on its way to ${invitation.email}.` })
    setEmail('')
    onSent()
  }
  return (
    <form className={styles.inline} onSubmit={(event) => void send(event)} noValidate>
      <TextField
        label="Or send it by e-mail"
        type="email"
        value={email}
        onChange={setEmail}
        error={error?.message}
        autoComplete="off"
      />
      <Button type="submit" icon={<Send />} busy={busy} disabled={email.trim() === ''}>
        Send
      </Button>
    </form>
  )
}
