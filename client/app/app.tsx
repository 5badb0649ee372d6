/** From the session's state and the address to a page. What needs a signed-in person is loaded apart. */
import { CloudOff } from 'lucide-react'
import { useEffect } from 'react'
import { ForgotPage } from '../account/forgot-page.tsx'
import { FoundingPage } from '../account/founding-page.tsx'
import { JoinPage } from '../account/join-page.tsx'
import { ResetPage } from '../account/reset-page.tsx'
import { SignInPage } from '../account/sign-in-page.tsx'
import { Button, EmptyState } from '../design/index.ts'
import styles from './app.module.css'
import { part } from './part.tsx'
import { goTo, useNavigation, useRoute } from './router.tsx'
import type { SessionState } from './session.ts'
import { useSession, useSessionState } from './session-context.tsx'

const quiet = <main className={styles.whole} aria-busy="true" />

export const Workspace = part(() => import('./workspace.tsx'), quiet)

export const App = () => {
  const state = useSessionState()
  const route = useRoute()
  const session = useSession()
  switch (state.kind) {
    case 'starting':
    case 'leaving':
      return quiet
    case 'unreachable':
      return (
        <main className={styles.whole}>
          <EmptyState
            icon={<CloudOff />}
            title="Banyan cannot be reached"
            text={state.error.message}
            action={<Button onClick={() => void session.start()}>Try again</Button>}
          />
        </main>
      )
    case 'signed-out':
      if (route.page === 'reset') return <ResetPage secret={route.secret} />
      if (route.page === 'join')
        return <JoinPage secret={route.secret} singleSignOn={state.state.singleSignOn} />
      if (!state.state.founded) return <FoundingPage />
      if (route.page === 'forgot') return <ForgotPage state={state.state} />
      return <AtSignIn state={state.state} />
    case 'signed-in':
      // A link may be opened where somebody is still signed in, as on a shared machine.
      if (route.page === 'reset') return <ResetPage secret={route.secret} />
      if (route.page === 'forgot') return <Onward to="/settings/security" />
      if (route.page === 'sign-in') return <Onward to={route.next ?? '/'} />
      return <Workspace account={state.account} />
  }
}

/** Every address leads to signing in, and afterwards to where one was going. */
const AtSignIn = ({ state }: { readonly state: Extract<SessionState, { kind: 'signed-out' }>['state'] }) => {
  const route = useRoute()
  const navigation = useNavigation()
  useEffect(() => {
    if (route.page === 'sign-in') return
    const { pathname, search } = window.location
    navigation.go(pathname === '/' ? { page: 'sign-in' } : { page: 'sign-in', next: pathname + search }, {
      replace: true,
    })
  }, [route, navigation])
  return <SignInPage state={state} />
}

const Onward = ({ to }: { readonly to: string }) => {
  useEffect(() => goTo(to), [to])
  return quiet
}
