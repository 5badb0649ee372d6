import { Cloud, CloudOff, RefreshCw } from 'lucide-react'
import { useConnectionState } from '../sync/hooks.tsx'
import styles from './sidebar.module.css'

/** The state of the connection, in honest words. */
export const ConnectionLine = () => {
  const state = useConnectionState()
  return (
    <p className={styles.connection} role="status" data-state={state}>
      <Words state={state} />
    </p>
  )
}

const Words = ({ state }: { readonly state: ReturnType<typeof useConnectionState> }) => {
  switch (state) {
    case 'online':
      return (
        <>
          <Cloud aria-hidden="true" /> Connected
        </>
      )
    case 'connecting':
      return (
        <>
          <RefreshCw aria-hidden="true" /> Connecting
        </>
      )
    case 'offline':
      return (
        <>
          <CloudOff aria-hidden="true" /> Offline. What you write is saved on this device.
        </>
      )
  }
}
