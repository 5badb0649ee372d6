import { useEffect } from 'react'

/** Whether a key press is the shortcut `Mod+Shift+O` and the like. `Mod`: the command key on Apple's machines, else Ctrl. */
export const isShortcut = (
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  shortcut: string,
): boolean => {
  const parts = shortcut.split('+')
  const key = parts.at(-1) ?? ''
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === parts.includes('Mod') &&
    event.shiftKey === parts.includes('Shift') &&
    event.altKey === parts.includes('Alt')
  )
}

/** Listens on the whole page; `shortcuts` is to be stable (`useMemo`). A page's own handler that prevents the default goes first. */
export const useShortcuts = (shortcuts: Readonly<Record<string, () => void>>): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const found = Object.entries(shortcuts).find(([shortcut]) => isShortcut(event, shortcut))
      if (found === undefined) return
      event.preventDefault()
      found[1]()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [shortcuts])
}
