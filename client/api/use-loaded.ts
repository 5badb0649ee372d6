import { useCallback, useEffect, useState } from 'react'
import type { Failure, Result } from './result.ts'

export type Loaded<Value> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: Failure }
  | { readonly kind: 'loaded'; readonly value: Value }

/**
 * Loads when the page shows and again with `reload`, or once there is a network again; what was loaded stays on the page while it is loaded anew.
 * `load` is to be stable (`useCallback`): another one loads again.
 */
export const useLoaded = <Value>(
  load: (signal: AbortSignal) => Promise<Result<Value>>,
): { readonly loaded: Loaded<Value>; readonly reload: () => void; readonly set: (value: Value) => void } => {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ kind: 'loading' })
  const [generation, setGeneration] = useState(0)
  useEffect(() => {
    const abort = new AbortController()
    void load(abort.signal).then((result) => {
      if (abort.signal.aborted) return
      setLoaded(result.ok ? { kind: 'loaded', value: result.value } : { kind: 'failed', error: result.error })
    })
    return () => abort.abort()
    // `generation` asks for the same again.
  }, [load, generation])
  const reload = useCallback(() => setGeneration((before) => before + 1), [])
  const failed = loaded.kind === 'failed'
  useEffect(() => {
    if (!failed) return
    window.addEventListener('online', reload)
    return () => window.removeEventListener('online', reload)
  }, [failed, reload])
  const set = useCallback((value: Value) => setLoaded({ kind: 'loaded', value }), [])
  return { loaded, reload, set }
}
