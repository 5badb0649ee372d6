import { type FormEvent, useState } from 'react'
import { changePasswordSchema, profileSchema } from '../../shared/api.ts'
import { errorAt, FormProblem } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField, useNotices } from '../design/index.ts'
import { useDirectory, useMe, usePerson } from '../sync/hooks.tsx'
import styles from './settings.module.css'
import { useIsAdmin } from './use-is-admin.ts'

export const ProfileSection = () => {
  const me = useMe()
  const admin = useIsAdmin()
  const organization = useDirectory().self.organization ?? me.organization.name
  return (
    <>
      <h2>Profile</h2>
      <NameForm />
      <dl className={`${styles.part} ${styles.fact}`}>
        <dt>E-mail</dt>
        <dd>{me.email}</dd>
        <dt>Organization</dt>
        <dd>
          {organization}, as {admin ? 'an admin' : 'a member'}
        </dd>
      </dl>
      <PasswordForm />
    </>
  )
}

const NameForm = () => {
  const me = useMe()
  const api = useApi()
  const session = useSession()
  const { show } = useNotices()
  const known = usePerson(me.id)?.name ?? me.name
  const [name, setName] = useState(known)
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(profileSchema, { name })
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const saved = await api.rename(name.trim())
    setBusy(false)
    if (!saved.ok) return setError(saved.error)
    show({ text: 'Your name was saved.' })
    // So that the device remembers the new one.
    await session.start()
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
      <TextField
        label="Your name"
        value={name}
        onChange={setName}
        hint="Everybody in your organization sees it beside what you write."
        error={errorAt(error, 'name')}
        autoComplete="name"
      />
      <FormProblem error={error} fields={['name']} />
      <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === known}>
        Save
      </Button>
    </form>
  )
}

const PasswordForm = () => {
  const api = useApi()
  const { show } = useNotices()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(changePasswordSchema, { currentPassword, newPassword })
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const saved = await api.changePassword(currentPassword, newPassword)
    setBusy(false)
    if (!saved.ok) return setError(saved.error)
    setCurrent('')
    setNew('')
    show({ text: 'Your password was changed. Other devices have to sign in again.' })
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
      <h3>Change your password</h3>
      <TextField
        label="Current password"
        type="password"
        value={currentPassword}
        onChange={setCurrent}
        error={errorAt(error, 'currentPassword')}
        autoComplete="current-password"
      />
      <TextField
        label="New password"
        type="password"
        value={newPassword}
        onChange={setNew}
        hint="At least 8 characters. Other devices will have to sign in again."
        error={errorAt(error, 'newPassword')}
        autoComplete="new-password"
      />
      <FormProblem error={error} fields={['currentPassword', 'newPassword']} />
      <Button type="submit" busy={busy} disabled={currentPassword === '' || newPassword === ''}>
        Change password
      </Button>
    </form>
  )
}
