import { useCallback } from 'react'
import { useNotices } from '../design/index.ts'
import { useSession } from './session-context.tsx'

/** Signs out and leaves nothing behind; asks first where something would be lost, says why where it could not. */
export const useSignOut = (): (() => void) => {
  const session = useSession()
  const { show } = useNotices()
  return useCallback(() => {
    const signOut = async (): Promise<void> => {
      const failure = await session.signOut()
      if (failure !== undefined) show({ text: `You are still signed in. ${failure.message}` })
    }
    const ask = async (): Promise<void> => {
      const state = session.state.get()
      const unsent = state.kind === 'signed-in' ? await state.account.unsent() : 0
      if (unsent === 0) return signOut()
      show({
        text: `${unsent === 1 ? 'One change is' : `${unsent} changes are`} only on this device and would be lost. Stay until everything is saved, or sign out all the same.`,
        action: { label: 'Sign out all the same', onSelect: () => void signOut() },
      })
    }
    void ask()
  }, [session, show])
}
