import { useCallback } from 'react'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { useDocumentTitle } from '../app/document-title.ts'
import { Link } from '../app/router.tsx'
import { Skeleton } from '../design/index.ts'
import { AccountForm } from './account-form.tsx'
import styles from './front-page.module.css'
import { FrontPage } from './front-page.tsx'
import { SingleSignOn } from './single-sign-on.tsx'

/** Somebody opened an invitation link. */
export const JoinPage = ({
  secret,
  singleSignOn,
}: {
  readonly secret: string
  /** The name of a service that one may come by. */
  readonly singleSignOn?: string | undefined
}) => {
  useDocumentTitle('Join')
  const api = useApi()
  const { loaded } = useLoaded(useCallback(() => api.lookUpInvitation(secret), [api, secret]))
  switch (loaded.kind) {
    case 'loading':
      return (
        <FrontPage title="Your invitation">
          <Skeleton lines={4} label="Looking up your invitation" />
        </FrontPage>
      )
    case 'failed':
      return (
        <FrontPage
          title="This invitation cannot be used"
          text={
            loaded.error.code === 'offline'
              ? loaded.error.message
              : 'It may have run out or been withdrawn. Please ask for a new link.'
          }
        >
          <p className={styles.aside}>
            <Link to={{ page: 'sign-in' }}>Sign in instead</Link>
          </p>
        </FrontPage>
      )
    case 'loaded':
      return (
        <FrontPage
          title={`Join ${loaded.value.organization}`}
          text={`${loaded.value.invitedBy} invited you. Make an account, and you are in.`}
        >
          {singleSignOn !== undefined && <SingleSignOn name={singleSignOn} invitation={secret} />}
          <AccountForm
            purpose={{ kind: 'join', invitation: secret }}
            submitLabel={`Join ${loaded.value.organization}`}
          />
          <p className={styles.aside}>
            Been here before? <Link to={{ page: 'sign-in' }}>Sign in</Link>
          </p>
        </FrontPage>
      )
  }
}
