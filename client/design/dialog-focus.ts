/** Where focus goes when a dialog closes, and which Esc is not the dialog's. For everything built on Radix' Dialog. */
import { useState } from 'react'

/** To be called by a component that is mounted as its dialog opens; spread over `Dialog.Content`. */
export const useDialogFocus = () => {
  // Asked while rendering: an `autoFocus` in the dialog takes the focus before any effect runs.
  const [opener] = useState(openerOfNow)
  return {
    // Radix gives focus back to a trigger only, and our dialogs are opened by their state.
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      // One may have been brought elsewhere meanwhile: nothing scrolls back.
      if (opener?.isConnected === true) opener.focus({ preventScroll: true })
    },
    // Radix listens before the field does.
    onEscapeKeyDown: (event: KeyboardEvent) => {
      const { target } = event
      if (!(target instanceof HTMLInputElement)) return
      const isSearching = target.type === 'search' && target.value !== ''
      if (isSearching || target.dataset.ownEscape !== undefined) event.preventDefault()
    },
  }
}

/** What has the focus; of a menu, which is about to go, the button that opened it. */
export const openerOfNow = (): HTMLElement | undefined => {
  const focused = document.activeElement
  const trigger = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  const opener = trigger == null ? focused : document.getElementById(trigger)
  return opener instanceof HTMLElement ? opener : undefined
}
