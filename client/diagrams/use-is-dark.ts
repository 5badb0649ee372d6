import { useSyncExternalStore } from 'react'

/** Whether the page is dark as it stands, by choice or by the system. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark)

const SYSTEM = '(prefers-color-scheme: dark)'

const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? matchMedia(SYSTEM).matches : theme === 'dark'
}

const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia(SYSTEM)
  const choice = new MutationObserver(listener)
  media.addEventListener('change', listener)
  choice.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    media.removeEventListener('change', listener)
    choice.disconnect()
  }
}
