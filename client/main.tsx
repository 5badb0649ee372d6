/** The composition root of the client: makes the instances and hands them down. */
import './design/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/api.ts'
import { ApiProvider } from './api/api-context.tsx'
import { createRequest } from './api/request.ts'
import { App } from './app/app.tsx'
import { createDevice, storageOfPage } from './app/device.ts'
import { DeviceProvider } from './app/device-context.tsx'
import { ErrorBoundary } from './app/error-boundary.tsx'
import { NewVersion } from './app/new-version.tsx'
import { RouterProvider } from './app/router.tsx'
import { createSession, type TabMessage } from './app/session.ts'
import { SessionProvider } from './app/session-context.tsx'
import { NoticesProvider, TooltipProvider } from './design/index.ts'

const channel = new BroadcastChannel('banyan:session')

const device = createDevice(storageOfPage())
const api = createApi(
  createRequest({
    fetch: (input, init) => fetch(input, init),
    onSignedOut: () => void session.expire(),
  }),
)
const session = createSession({
  api,
  device,
  openAccount: async (me) => (await import('./sync/account.ts')).createAccount(me),
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
