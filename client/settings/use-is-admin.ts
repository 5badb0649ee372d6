import { useDirectory, useMe } from '../sync/hooks.tsx'

/** Whether one administers the organization, as the directory says now. */
export const useIsAdmin = (): boolean => {
  const me = useMe()
  return (useDirectory().self.role ?? me.role) === 'admin'
}
