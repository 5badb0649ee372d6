import { type FormEvent, useState } from 'react'
import { resetPasswordSchema } from '../../shared/api-account.ts'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useDocumentTitle } from '../app/document-title.ts'
import { goTo, Link } from '../app/router.tsx'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField, useNotices } from '../design/index.ts'
import { errorAt, FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'
import { FrontPage } from './front-page.tsx'

/** Somebody opened a link for setting a new password. */
export const ResetPage = ({ secret }: { readonly secret: string }) => {
  useDocumentTitle('A new password')
  const api = useApi()
  const session = useSession()
  const { show } = useNotices()
  const [newPassword, setNewPassword] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(resetPasswordSchema, { secret, newPassword })
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const saved = await api.resetPassword(secret, newPassword)
    if (!saved.ok) {
      setBusy(false)
      return setError(saved.error)
    }
    show({ text: 'Your new password holds. Please sign in with it.' })
    // The secret has done its work and leaves the address.
    goTo('/sign-in')
    await session.start()
  }

  return (
    <FrontPage title="A new password" text="Everywhere else you will be signed out.">
      <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
        <TextField
          label="New password"
          name="newPassword"
          type="password"
          value={newPassword}
          onChange={setNewPassword}
          hint="At least 8 characters."
          error={errorAt(error, 'newPassword')}
          autoComplete="new-password"
          autoFocus
        />
        <FormProblem error={error} fields={['newPassword']} />
        <Button type="submit" variant="primary" busy={busy}>
          Set the password
        </Button>
      </form>
      <p className={styles.aside}>
        <Link to={{ page: 'sign-in' }}>Back to signing in</Link>
      </p>
    </FrontPage>
  )
}
