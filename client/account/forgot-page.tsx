import { type FormEvent, useState } from 'react'
import type { State } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import type { Failure } from '../api/result.ts'
import { useDocumentTitle } from '../app/document-title.ts'
import { Link } from '../app/router.tsx'
import { Button, TextField } from '../design/index.ts'
import { errorAt, FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'
import { FrontPage } from './front-page.tsx'

/** Somebody has forgotten their password: a link by mail where mail goes out, else by an admin. */
export const ForgotPage = ({ state }: { readonly state: State }) => {
  useDocumentTitle('Forgotten password')
  const [askedFor, setAskedFor] = useState<string>()
  if (state.passwordReset !== 'by-mail') {
    return (
      <FrontPage
        title="A new password"
        text="Please ask an admin of your organization. They can make a link for you, with which you set a new password."
      >
        <BackToSignIn />
      </FrontPage>
    )
  }
  if (askedFor !== undefined) {
    return (
      <FrontPage
        title="Look into your mailbox"
        text={`If there is an account for ${askedFor}, a link is on its way to you. It works once, within an hour.`}
      >
        <BackToSignIn />
      </FrontPage>
    )
  }
  return (
    <FrontPage title="A new password" text="We send you a link with which you set a new one.">
      <AskForm onAsked={setAskedFor} />
      <BackToSignIn />
    </FrontPage>
  )
}

const AskForm = ({ onAsked }: { readonly onAsked: (email: string) => void }) => {
  const api = useApi()
  const [email, setEmail] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const ask = async (event: FormEvent) => {
    event.preventDefault()
    if (email.trim() === '') {
      return setError({ code: 'invalid', field: 'email', message: 'Please enter your e-mail address.' })
    }
    setBusy(true)
    const asked = await api.requestReset(email.trim())
    setBusy(false)
    if (asked.ok) onAsked(email.trim())
    else setError(asked.error)
  }
  return (
    <form className={styles.form} onSubmit={(event) => void ask(event)} noValidate>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        value={email}
        onChange={setEmail}
        error={errorAt(error, 'email')}
        autoComplete="username"
        spellCheck={false}
        autoFocus
      />
      <FormProblem error={error} fields={['email']} />
      <Button type="submit" variant="primary" busy={busy}>
        Send me a link
      </Button>
    </form>
  )
}

const BackToSignIn = () => (
  <p className={styles.aside}>
    <Link to={{ page: 'sign-in' }}>Back to signing in</Link>
  </p>
)
