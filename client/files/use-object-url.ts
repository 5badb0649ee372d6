/** An address of bytes that this page has, for as long as any component shows them. */
import { useCallback, useSyncExternalStore } from 'react'

interface Address {
  readonly url: string
  users: number
}
const addresses = new WeakMap<Blob, Address>()

const addressOf = (blob: Blob): Address => {
  const address = addresses.get(blob) ?? { url: URL.createObjectURL(blob), users: 0 }
  addresses.set(blob, address)
  return address
}

export const useObjectUrl = (blob: Blob | undefined): string | undefined => {
  const subscribe = useCallback(() => {
    if (blob === undefined) return () => undefined
    addressOf(blob).users++
    return () => {
      const address = addresses.get(blob)
      if (address === undefined || --address.users > 0) return
      addresses.delete(blob)
      URL.revokeObjectURL(address.url)
    }
  }, [blob])
  return useSyncExternalStore(subscribe, () => (blob === undefined ? undefined : addressOf(blob).url))
}
