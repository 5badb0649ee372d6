import { useCallback } from 'react'
import { useNotices } from '../design/index.ts'
import { useSession } from './session-context.tsx'

/** Signs out and leaves nothing behind; says why where it could not. */
export const useSignOut = (): (() => void) => {
  const session = useSession()
  const { show } = useNotices()
  return useCallback(() => {
    void session.signOut().then((failure) => {
      if (failure !== undefined) show({ text: `You are still signed in. ${failure.message}` })
    })
  }, [session, show])
}
