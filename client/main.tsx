/** The composition root of the client: makes the instances and hands them down. */
import './design/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Me } from '../shared/api.ts'
import { createApi } from './api/api.ts'
import { ApiProvider } from './api/api-context.tsx'
import { createRequest } from './api/request.ts'
import { App, Workspace } from './app/app.tsx'
import { createDevice, storageOfPage } from './app/device.ts'
import { DeviceProvider } from './app/device-context.tsx'
import { ErrorBoundary } from './app/error-boundary.tsx'
import { NewVersion } from './app/new-version.tsx'
import { followKeyboard } from './app/on-screen-keyboard.ts'
import { loadPage } from './app/pages.tsx'
import { readRoute } from './app/route.ts'
import { RouterProvider } from './app/router.tsx'
import { createSession, type TabMessage } from './app/session.ts'
import { SessionProvider } from './app/session-context.tsx'
import { NoticesProvider, TooltipProvider } from './design/index.ts'
import type { Account } from './sync/account.ts'

followKeyboard()

const channel = new BroadcastChannel('banyan:session')

const device = createDevice(storageOfPage())
const api = createApi(
  createRequest({
    fetch: (input, init) => fetch(input, init),
    onSignedOut: () => void session.expire(),
  }),
)

/** A database that does not answer keeps nobody out: the pages say what is missing. */
const PATIENCE_MILLISECONDS = 3_000
const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS))

/** Asks for everything that the first screen needs at once, and reads the conversation while it comes. */
const openAccount = async (me: Me): Promise<Account> => {
  const route = readRoute(new URL(window.location.href))
  // A part that does not come is asked for again where it is shown, which says so.
  const parts = Promise.allSettled([Workspace.load(), loadPage(route)])
  const { createAccount } = await import('./sync/account.ts')
  const account = createAccount(me)
  if (route.page === 'conversation') account.open(route.id)
  await Promise.race([Promise.all([parts, account.ready]), patience()])
  return account
}

const session = createSession({
  api,
  device,
  openAccount,
  tabs: {
    post: (message) => channel.postMessage(message),
    onMessage: (listener) => {
      channel.onmessage = (event: MessageEvent<TabMessage>) => listener(event.data)
    },
  },
  reload: () => window.location.assign('/'),
})

void session.start()

const container = document.getElementById('app')
if (container === null) throw new Error('The page has no #app to render into.')

createRoot(container).render(
  <StrictMode>
    <ErrorBoundary place="app">
      <ApiProvider value={api}>
        <DeviceProvider value={device}>
          <SessionProvider value={session}>
            <RouterProvider>
              <TooltipProvider>
                <NoticesProvider>
                  <NewVersion />
                  <App />
                </NoticesProvider>
              </TooltipProvider>
            </RouterProvider>
          </SessionProvider>
        </DeviceProvider>
      </ApiProvider>
    </ErrorBoundary>
  </StrictMode>,
)
