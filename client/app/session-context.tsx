import { createContext, use, useSyncExternalStore } from 'react'
import type { Session, SessionState } from './session.ts'

const SessionContext = createContext<Session | undefined>(undefined)

export const SessionProvider = SessionContext

export const useSession = (): Session => {
  const session = use(SessionContext)
  if (session === undefined) throw new Error('useSession needs a SessionProvider above it.')
  return session
}

export const useSessionState = (): SessionState => {
  const { state } = useSession()
  return useSyncExternalStore(state.subscribe, state.get)
}
