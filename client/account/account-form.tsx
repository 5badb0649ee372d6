import { type FormEvent, useRef, useState } from 'react'
import { type NewAccount, newAccountSchema } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { goTo } from '../app/router.tsx'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField } from '../design/index.ts'
import { errorAt, FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'

export type AccountPurpose =
  | { readonly kind: 'found' }
  | { readonly kind: 'join'; readonly invitation: string }

/** A new account, with which one founds the organization or joins it. Signed in when it is made. */
export const AccountForm = ({
  purpose,
  submitLabel,
}: {
  readonly purpose: AccountPurpose
  readonly submitLabel: string
}) => {
  const api = useApi()
  const session = useSession()
  const form = useRef<HTMLFormElement>(null)
  const [organization, setOrganization] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const founds = purpose.kind === 'found'
  const fields = founds ? ['organization', 'name', 'email', 'password'] : ['name', 'email', 'password']

  const fail = (failure: Failure) => {
    setError(failure)
    // The eye goes to the sentence, the cursor to the field it is about.
    const field = failure.field === undefined ? undefined : form.current?.elements.namedItem(failure.field)
    if (field instanceof HTMLInputElement) field.focus()
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const account: NewAccount = {
      name,
      email,
      password,
      ...(founds ? { organization } : { invitation: purpose.invitation }),
    }
    const problem = failureOf(newAccountSchema, account)
    if (problem !== undefined) return fail(problem)
    setBusy(true)
    const made = await api.createAccount(account)
    if (made.ok) {
      await session.start()
      // The invitation's secret has done its work and leaves the address.
      goTo('/')
      return
    }
    setBusy(false)
    fail(made.error)
  }

  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {founds && (
        <TextField
          label="Organization"
          name="organization"
          value={organization}
          onChange={setOrganization}
          hint="Your team, school or company."
          error={errorAt(error, 'organization')}
          autoComplete="organization"
          autoFocus
        />
      )}
      <TextField
        label="Your name"
        name="name"
        value={name}
        onChange={setName}
        error={errorAt(error, 'name')}
        autoComplete="name"
        autoFocus={!founds}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        value={email}
        onChange={setEmail}
        error={errorAt(error, 'email')}
        autoComplete="username"
        spellCheck={false}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        value={password}
        onChange={setPassword}
        hint="At least 8 characters."
        error={errorAt(error, 'password')}
        autoComplete="new-password"
      />
      <FormProblem error={error} fields={fields} />
      <Button type="submit" variant="primary" busy={busy}>
        {submitLabel}
      </Button>
    </form>
  )
}
