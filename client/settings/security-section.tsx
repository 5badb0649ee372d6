import { useCallback } from 'react'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { LoadingPart } from './loading-part.tsx'
import { PasswordForm } from './password-form.tsx'
import { SecondFactorPart } from './second-factor-part.tsx'
import { SessionsPart } from './sessions-part.tsx'

/** How one signs in, and where one is signed in. */
export const SecuritySection = () => {
  const api = useApi()
  const { loaded, reload } = useLoaded(useCallback(() => api.secondFactor(), [api]))
  return (
    <>
      <h2>Security</h2>
      <LoadingPart loaded={loaded} label="Loading how you sign in" onRetry={reload}>
        {(state) => (
          <>
            {state.hasPassword && <PasswordForm />}
            <SecondFactorPart state={state} onChanged={reload} />
          </>
        )}
      </LoadingPart>
      <SessionsPart />
    </>
  )
}
