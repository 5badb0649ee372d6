import { type FormEvent, useState } from 'react'
import { changePasswordSchema } from '../../shared/api.ts'
import { errorAt, FormProblem } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { Button, TextField, useNotices } from '../design/index.ts'
import styles from './settings.module.css'

export const PasswordForm = () => {
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
