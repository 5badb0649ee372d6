/** The time zone that exact times are shown in. Unset, it is the device's. */
import { createContext, use, useCallback } from 'react'
import { exactTime } from './relative-time.ts'

const TimeZoneContext = createContext<string | undefined>(undefined)

export const TimeZoneProvider = TimeZoneContext

export const useExactTime = (): ((at: number) => string) => {
  const timeZone = use(TimeZoneContext)
  return useCallback((at) => exactTime(at, 'en', timeZone), [timeZone])
}
