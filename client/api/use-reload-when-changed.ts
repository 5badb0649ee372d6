import { useEffect, useRef } from 'react'

/** What was loaded is out of date once `value` is another one. */
export const useReloadWhenChanged = (value: unknown, reload: () => void): void => {
  const known = useRef(value)
  useEffect(() => {
    if (known.current === value) return
    known.current = value
    reload()
  }, [value, reload])
}
