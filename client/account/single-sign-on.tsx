import { useState } from 'react'
import { useApi } from '../api/api-context.tsx'
import type { Failure } from '../api/result.ts'
import { Button } from '../design/index.ts'
import { FormProblem } from './form-problem.tsx'
import styles from './front-page.module.css'

/** Leaves for the sign-in service, which sends one back signed in. */
export const SingleSignOn = ({
  name,
  invitation,
}: {
  /** Of the service. */
  readonly name: string
  readonly invitation?: string
}) => {
  const api = useApi()
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    setError(undefined)
    const begun = await api.beginSingleSignOn(invitation)
    // The page goes away with this; until then the button waits.
    if (begun.ok) return window.location.assign(begun.value.url)
    setBusy(false)
    setError(begun.error)
  }
  return (
    <div className={styles.service}>
      <Button busy={busy} onClick={() => void leave()}>
        Continue with {name}
      </Button>
      <FormProblem error={error} fields={[]} />
      <p className={styles.or}>
        <span>or</span>
      </p>
    </div>
  )
}
