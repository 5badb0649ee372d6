import { useEffect } from 'react'
import { usePreference } from '../sync/hooks.tsx'
import { applyTheme, readTheme, type Theme } from './theme.ts'

export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [kept, keep] = usePreference<string>('theme', 'system')
  return [readTheme(kept), keep]
}

/** Once in the workspace: the page follows the person's choice, also when it was made on another device. */
export const useAppliedTheme = (ready: boolean): void => {
  const [theme] = useTheme()
  useEffect(() => {
    // Before the personal document is read, the device's copy of the choice holds.
    if (ready) applyTheme(theme)
  }, [ready, theme])
}
