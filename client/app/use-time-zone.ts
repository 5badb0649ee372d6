/** One's own time zone, on all of one's devices. `undefined`: whatever each device has. */
import { usePreference } from '../sync/hooks.tsx'

export const TIME_ZONES: readonly string[] = Intl.supportedValuesOf('timeZone')

export const deviceTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

export const useTimeZone = (): readonly [string | undefined, (timeZone: string | undefined) => void] => {
  const [kept, keep] = usePreference<string>('timeZone', '')
  // What another version wrote may be no zone that this browser knows.
  return [isTimeZone(kept) ? kept : undefined, (timeZone) => keep(timeZone ?? '')]
}

const isTimeZone = (name: string): boolean => {
  if (name === '') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
