import { type FormEvent, useState } from 'react'
import { useApi } from '../api/api-context.tsx'
import type { Failure } from '../api/result.ts'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField } from '../design/index.ts'
import { errorAt, FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'
import { FrontPage } from './front-page.tsx'

/** The password was right; the account asks for its second factor, too. */
export const CodeStep = ({
  account: { email, password },
  onBack,
}: {
  readonly account: { readonly email: string; readonly password: string }
  readonly onBack: () => void
}) => {
  const api = useApi()
  const session = useSession()
  const [code, setCode] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    const signedIn = await api.signIn(email, password, code)
    if (signedIn.ok) return session.start()
    setBusy(false)
    setCode('')
    setError(signedIn.error)
  }
  return (
    <FrontPage title="One more step" text="Please enter the code that your authenticator app shows.">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Code"
          name="code"
          value={code}
          onChange={setCode}
          hint="Lost your phone? Enter one of your backup codes, or ask an admin."
          error={errorAt(error, 'code')}
          autoComplete="one-time-code"
          spellCheck={false}
          autoFocus
        />
        <FormProblem error={error} fields={['code']} />
        <Button type="submit" variant="primary" busy={busy} disabled={code.trim() === ''}>
          Sign in
        </Button>
      </form>
      <p className={styles.aside}>
        <Button variant="plain" size="small" onClick={onBack}>
          Sign in as somebody else
        </Button>
      </p>
    </FrontPage>
  )
}
