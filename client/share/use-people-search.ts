import { useEffect, useState } from 'react'
import type { Person } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'

export type PeopleSearch =
  | { readonly kind: 'idle' }
  | { readonly kind: 'found'; readonly people: readonly Person[] }
  | { readonly kind: 'failed'; readonly message: string }

/** How long after the last key one asks, in milliseconds. */
const PAUSE = 120

/** Searches as one types. What was found last stays until the next answer comes, so that the list does not flicker. */
export const usePeopleSearch = (query: string): PeopleSearch => {
  const api = useApi()
  const [search, setSearch] = useState<PeopleSearch>({ kind: 'idle' })
  const wanted = query.trim()
  useEffect(() => {
    if (wanted === '') return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      void api.people(wanted, { limit: 8, signal: abort.signal }).then((answer) => {
        if (abort.signal.aborted) return
        setSearch(
          answer.ok
            ? { kind: 'found', people: answer.value.people }
            : { kind: 'failed', message: answer.error.message },
        )
      })
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [api, wanted])
  return wanted === '' ? { kind: 'idle' } : search
}
