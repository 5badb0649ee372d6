import { useEffect, useState } from 'react'
import { relativeTime, type TimeForm } from './relative-time.ts'
import { useExactTime } from './time-zone.tsx'

// Timers take at most a 32-bit delay; an hour is often enough.
const LONGEST_WAIT = 60 * 60 * 1000

/** A time, relative, kept true while it is shown; the exact one on hover. `at` is milliseconds since 1970. */
export const When = ({ at, form = 'long' }: { readonly at: number; readonly form?: TimeForm }) => {
  const exactTime = useExactTime()
  const [now, setNow] = useState(() => Date.now())
  const { text, trueFor } = relativeTime(at, Math.max(now, at), form)
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), Math.min(trueFor, LONGEST_WAIT))
    return () => clearTimeout(timer)
  }, [trueFor, now])
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {text}
    </time>
  )
}
