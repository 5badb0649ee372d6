import { type FormEvent, useState } from 'react'
import type { State } from '../../shared/api.ts'
import { SINGLE_SIGN_ON_PROBLEMS } from '../../shared/api-account.ts'
import { useApi } from '../api/api-context.tsx'
import type { Failure } from '../api/result.ts'
import { useDocumentTitle } from '../app/document-title.ts'
import type { Route } from '../app/route.ts'
import { Link, useRoute } from '../app/router.tsx'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField } from '../design/index.ts'
import { CodeStep } from './code-step.tsx'
import { DemoPeople } from './demo-people.tsx'
import { errorAt, FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'
import { FrontPage } from './front-page.tsx'
import { SingleSignOn } from './single-sign-on.tsx'

type Attempt = { readonly kind: 'idle' } | { readonly kind: 'busy'; readonly email: string }
/** What was right already, while the account asks for its second factor. */
type Asked = { readonly email: string; readonly password: string }

export const SignInPage = ({ state }: { readonly state: State }) => {
  useDocumentTitle('Sign in')
  const api = useApi()
  const session = useSession()
  const route = useRoute()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<Failure | undefined>(() => problemOf(route))
  const [attempt, setAttempt] = useState<Attempt>({ kind: 'idle' })
  const [asked, setAsked] = useState<Asked>()

  const signIn = async (asEmail: string, withPassword: string) => {
    setError(undefined)
    setAttempt({ kind: 'busy', email: asEmail })
    const signedIn = await api.signIn(asEmail, withPassword)
    if (signedIn.ok) await session.start()
    else if (signedIn.error.code === 'code-needed') setAsked({ email: asEmail, password: withPassword })
    else setError(signedIn.error)
    setAttempt({ kind: 'idle' })
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email.trim() === '')
      setError({ code: 'invalid', field: 'email', message: 'Please enter your e-mail address.' })
    else if (password === '')
      setError({ code: 'invalid', field: 'password', message: 'Please enter your password.' })
    else void signIn(email.trim(), password)
  }

  if (asked !== undefined) {
    return (
      <CodeStep
        account={asked}
        onBack={() => {
          setPassword('')
          setAsked(undefined)
        }}
      />
    )
  }
  return (
    <FrontPage title="Sign in">
      {state.singleSignOn !== undefined && <SingleSignOn name={state.singleSignOn} />}
      <form className={styles.form} onSubmit={submit} noValidate>
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
        <TextField
          label="Password"
          name="password"
          type="password"
          value={password}
          onChange={setPassword}
          error={errorAt(error, 'password')}
          autoComplete="current-password"
        />
        <FormProblem error={error} fields={['email', 'password']} />
        <Button type="submit" variant="primary" busy={attempt.kind === 'busy' && attempt.email === email}>
          Sign in
        </Button>
      </form>
      <p className={styles.aside}>
        <Link to={{ page: 'forgot' }}>Forgot your password?</Link>
      </p>
      <p className={styles.aside}>New here? Ask somebody in your organization for an invitation link.</p>
      {state.demo !== undefined && (
        <DemoPeople
          people={state.demo}
          disabled={attempt.kind === 'busy'}
          onChoose={(person) => void signIn(person.email, person.password)}
        />
      )}
    </FrontPage>
  )
}

/** Why the sign-in service sent somebody back without letting them in. */
const problemOf = (route: Route): Failure | undefined =>
  route.page === 'sign-in' && route.problem !== undefined
    ? { code: route.problem, message: SINGLE_SIGN_ON_PROBLEMS[route.problem] }
    : undefined
