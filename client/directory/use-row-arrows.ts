import { type RefCallback, useCallback } from 'react'

/** Arrows walk through the rows (`data-row-link`) of the list, down from its search field and up to it again. */
export const useRowArrows = (): RefCallback<HTMLElement> =>
  useCallback((list: HTMLElement) => {
    const walk = (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      const rows = [...list.querySelectorAll<HTMLElement>('[data-row-link]')]
      const at = rows.findIndex((row) => row === document.activeElement)
      if (at === -1 && !(document.activeElement instanceof HTMLInputElement)) return
      const next =
        event.key === 'ArrowDown' ? rows[at + 1] : at === 0 ? list.querySelector('input') : rows[at - 1]
      if (next == null) return
      event.preventDefault()
      next.focus()
    }
    list.addEventListener('keydown', walk)
    return () => list.removeEventListener('keydown', walk)
  }, [])
