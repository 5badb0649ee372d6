/** What could not be had is looked for once more as soon as there is a network again. */
import { useEffect, useState } from 'react'
import { useAccount } from '../sync/hooks.tsx'

/** Grows each time that the network comes back while something is missing. */
export const useTries = (isMissing: boolean): number => {
  const { connection } = useAccount()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (!isMissing) return undefined
    return connection.subscribe(() => {
      if (connection.get() === 'online') setTries((before) => before + 1)
    })
  }, [connection, isMissing])
  return tries
}
