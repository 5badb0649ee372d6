/**
 * Keeps what is fixed to the bottom above an on-screen keyboard. Most browsers make the page smaller for it, as
 * index.html asks; Safari lays it over the page and pushes that up, and tells of it through the visual viewport alone.
 */

/** Less than that is a bar of the browser's, not a keyboard. */
const LEAST_PIXELS = 120

/** Pixels of the page that lie below it. A page that is looked at from near is not covered. Pure. */
export const coveredBelow = (page: {
  readonly innerHeight: number
  readonly visible: { readonly height: number; readonly scale: number }
}): number => {
  const covered = Math.round(page.innerHeight - page.visible.height * page.visible.scale)
  return covered >= LEAST_PIXELS ? covered : 0
}

export const followKeyboard = (): void => {
  const visible = window.visualViewport
  visible?.addEventListener('resize', () => {
    const covered = coveredBelow({ innerHeight: window.innerHeight, visible })
    document.documentElement.style.setProperty('--keyboard', `${covered}px`)
    // It all fits above: it need not be pushed up.
    if (covered > 0) window.scrollTo(0, 0)
  })
}
