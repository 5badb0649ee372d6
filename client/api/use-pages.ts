import { useCallback, useEffect, useRef, useState } from 'react'
import type { Page } from '../../shared/pages.ts'
import type { Failure, Result } from './result.ts'

export type Pages<Item> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: Failure }
  | {
      readonly kind: 'loaded'
      readonly items: readonly Item[]
      readonly more: 'none' | 'some' | 'loading'
      /** Why the next page did not come; asking again is possible. */
      readonly problem?: Failure
    }

/**
 * A list that comes page by page. `load` is to be stable (`useCallback`): another one begins anew. `reload` reads as
 * much again as was on the page's first screen; what was loaded stays until then.
 */
export const usePages = <Item>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Result<Page<Item>>>,
): { readonly pages: Pages<Item>; readonly loadMore: () => void; readonly reload: () => void } => {
  const [pages, setPages] = useState<Pages<Item>>({ kind: 'loading' })
  const [generation, setGeneration] = useState(0)
  const next = useRef<string | undefined>(undefined)
  const current = useRef<AbortController | undefined>(undefined)

  useEffect(() => {
    const abort = new AbortController()
    current.current = abort
    void load(undefined, abort.signal).then((result) => {
      if (abort.signal.aborted) return
      if (!result.ok) return setPages({ kind: 'failed', error: result.error })
      next.current = result.value.nextCursor
      setPages({
        kind: 'loaded',
        items: result.value.items,
        more: next.current === undefined ? 'none' : 'some',
      })
    })
    return () => abort.abort()
    // `generation` asks for the same again.
  }, [load, generation])

  const loadMore = useCallback(() => {
    const abort = current.current
    const cursor = next.current
    if (abort === undefined || cursor === undefined) return
    setPages((before) => (before.kind === 'loaded' ? { ...before, more: 'loading' } : before))
    void load(cursor, abort.signal).then((result) => {
      if (abort.signal.aborted) return
      setPages((before) => {
        if (before.kind !== 'loaded') return before
        if (!result.ok) return { ...before, more: 'some', problem: result.error }
        next.current = result.value.nextCursor
        return {
          kind: 'loaded',
          items: [...before.items, ...result.value.items],
          more: next.current === undefined ? 'none' : 'some',
        }
      })
    })
  }, [load])

  const reload = useCallback(() => setGeneration((before) => before + 1), [])
  return { pages, loadMore, reload }
}
