import { type FormEvent, useState } from 'react'
import type { BegunSecondFactor, SecondFactorState } from '../../shared/api-account.ts'
import { errorAt, FormProblem } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import type { Failure } from '../api/result.ts'
import { Badge, Button, CopyField, TextField, useNotices } from '../design/index.ts'
import { BackupCodes } from './backup-codes.tsx'
import { QrCode } from './qr-code.tsx'
import styles from './settings.module.css'

type Step =
  | { readonly kind: 'rest' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'confirm'; readonly begun: BegunSecondFactor }
  | { readonly kind: 'codes'; readonly backupCodes: readonly string[] }
  | { readonly kind: 'off' }
  | { readonly kind: 'new-codes' }

/** Signing in with a code of an app, besides the password. */
export const SecondFactorPart = ({
  state,
  onChanged,
}: {
  readonly state: SecondFactorState
  readonly onChanged: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [step, setStep] = useState<Step>({ kind: 'rest' })
  const rest = () => setStep({ kind: 'rest' })

  return (
    <section className={styles.part} aria-labelledby="second-factor">
      <h3 id="second-factor">Two-factor sign-in {state.on && <Badge>On</Badge>}</h3>
      <p className={styles.intro}>
        {state.hasPassword
          ? 'After your password, Banyan asks for a code that an authenticator app on your phone shows. Whoever learns your password cannot get in with it.'
          : 'You sign in by your sign-in service. If it offers a second factor, switch it on there.'}
      </p>
      {state.hasPassword && step.kind === 'rest' && (
        <div className={styles.actions}>
          {state.on ? (
            <>
              <Button onClick={() => setStep({ kind: 'new-codes' })}>Make new backup codes</Button>
              <Button variant="plain" onClick={() => setStep({ kind: 'off' })}>
                Switch off
              </Button>
            </>
          ) : (
            <Button onClick={() => setStep({ kind: 'begin' })}>Switch on two-factor sign-in</Button>
          )}
        </div>
      )}
      {step.kind === 'begin' && (
        <ProofForm
          asks="password"
          submitLabel="Continue"
          onCancel={rest}
          onSubmit={async ({ password }) => {
            const begun = await api.beginSecondFactor(password)
            if (!begun.ok) return begun.error
            setStep({ kind: 'confirm', begun: begun.value })
            return undefined
          }}
        />
      )}
      {step.kind === 'confirm' && (
        <>
          <Enrolment uri={step.begun.uri} />
          <ProofForm
            asks="code"
            submitLabel="Switch on"
            onCancel={rest}
            onSubmit={async ({ code }) => {
              const confirmed = await api.confirmSecondFactor(code)
              if (!confirmed.ok) return confirmed.error
              setStep({ kind: 'codes', backupCodes: step.begun.backupCodes })
              return undefined
            }}
          />
        </>
      )}
      {step.kind === 'codes' && (
        <BackupCodes
          codes={step.backupCodes}
          onDone={() => {
            rest()
            onChanged()
          }}
        />
      )}
      {step.kind === 'new-codes' && (
        <ProofForm
          asks="both"
          submitLabel="Make new backup codes"
          onCancel={rest}
          onSubmit={async (proof) => {
            const made = await api.newBackupCodes(proof)
            if (!made.ok) return made.error
            setStep({ kind: 'codes', backupCodes: made.value.backupCodes })
            return undefined
          }}
        />
      )}
      {step.kind === 'off' && (
        <ProofForm
          asks="both"
          submitLabel="Switch off two-factor sign-in"
          onCancel={rest}
          onSubmit={async (proof) => {
            const off = await api.switchOffSecondFactor(proof)
            if (!off.ok) return off.error
            rest()
            show({ text: 'Two-factor sign-in is off.' })
            onChanged()
            return undefined
          }}
        />
      )}
    </section>
  )
}

const Enrolment = ({ uri }: { readonly uri: string }) => (
  <div className={styles.enrolment}>
    <QrCode text={uri} label="QR code for your authenticator app" />
    <div className={styles.who}>
      <p className={styles.intro}>
        Scan this with an authenticator app, then type the six digits that it shows. If you cannot scan it,
        give the app this key:
      </p>
      <CopyField label="Key" value={new URL(uri).searchParams.get('secret') ?? ''} />
    </div>
  </div>
)

/** Asks once more for what shows that it is oneself, not somebody at a page left open. */
const ProofForm = ({
  asks,
  submitLabel,
  onSubmit,
  onCancel,
}: {
  readonly asks: 'password' | 'code' | 'both'
  readonly submitLabel: string
  readonly onSubmit: (proof: {
    readonly password: string
    readonly code: string
  }) => Promise<Failure | undefined>
  readonly onCancel: () => void
}) => {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const asksPassword = asks !== 'code'
  const asksCode = asks !== 'password'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    const problem = await onSubmit({ password, code })
    // Where it went well, this form is gone.
    if (problem !== undefined) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {asksPassword && (
        <TextField
          label="Your password"
          type="password"
          value={password}
          onChange={setPassword}
          error={errorAt(error, 'password')}
          autoComplete="current-password"
          autoFocus
        />
      )}
      {asksCode && (
        <TextField
          label="Code"
          value={code}
          onChange={setCode}
          hint={asks === 'both' ? 'Six digits from your app, or a backup code.' : 'Six digits from your app.'}
          error={errorAt(error, 'code')}
          inputMode={asks === 'both' ? 'text' : 'numeric'}
          autoComplete="one-time-code"
          spellCheck={false}
          autoFocus={!asksPassword}
        />
      )}
      <FormProblem
        error={error}
        fields={[...(asksPassword ? ['password'] : []), ...(asksCode ? ['code'] : [])]}
      />
      <div className={styles.actions}>
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabled={(asksPassword && password === '') || (asksCode && code.trim() === '')}
        >
          {submitLabel}
        </Button>
        <Button variant="plain" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
