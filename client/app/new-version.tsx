import { registerSW } from 'virtual:pwa-register'
import { useEffect } from 'react'
import { useNotices } from '../design/index.ts'

const HOUR = 60 * 60 * 1000

/** Registers the service worker that opens the app off line, and asks before a new version takes its place. */
export const NewVersion = () => {
  const { show } = useNotices()
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const update = registerSW({
      onNeedRefresh: () =>
        show({
          text: 'A new version of Banyan is ready.',
          action: { label: 'Reload', onSelect: () => void update(true) },
        }),
      onRegisteredSW: (_url, registration) => {
        // Pages stay open for days.
        timer = setInterval(() => void registration?.update().catch(() => undefined), HOUR)
      },
    })
    return () => clearInterval(timer)
  }, [show])
  return null
}
