/**
 * A component that is a chunk of its own. React's `lazy` does the same by way of Suspense, which keeps a fallback for
 * a third of a second however soon the chunk is here; this shows it when it is, and at once where it was loaded before.
 */
import { type ComponentType, type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { createStore } from '../sync/store.ts'

export interface Part<Props> {
  (props: Props): ReactNode
  /** Fetches it ahead. Rejects where it cannot be had; showing it asks once more. */
  readonly load: () => Promise<void>
}

/** `meanwhile` stands in its place until it is here. */
export const part = <Props extends object>(
  fetchChunk: () => Promise<{ readonly default: ComponentType<Props> }>,
  meanwhile: ReactNode = null,
): Part<Props> => {
  const component = createStore<ComponentType<Props> | undefined>(undefined)
  let coming: Promise<void> | undefined

  const fetchOnce = async (): Promise<void> => {
    try {
      const chunk = await fetchChunk()
      component.set(chunk.default)
    } catch (error) {
      coming = undefined
      throw error
    }
  }
  const load = (): Promise<void> => (coming ??= fetchOnce())

  const Shown = (props: Props): ReactNode => {
    const Component = useSyncExternalStore(component.subscribe, component.get)
    const [failure, setFailure] = useState<{ readonly error: unknown }>()
    useEffect(() => {
      load().catch((error: unknown) => setFailure({ error }))
    }, [])
    // For the boundary around it.
    if (failure !== undefined) throw failure.error
    return Component === undefined ? meanwhile : <Component {...props} />
  }
  return Object.assign(Shown, { load })
}
