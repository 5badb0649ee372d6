/**
 * The program that draws, as text: 3.4 MB that only those load who meet a diagram, and that the device keeps from
 * then on. Not among the files of the service worker: every device would load it with the app.
 */
import address from './renderer/renderer.ts?worker&url'

const SHELF = 'banyan-diagrams'

/** `undefined` where it is not on this device and cannot be loaded. */
export const rendererCode = async (): Promise<string | undefined> => {
  // While developing it comes in a hundred modules, which a frame without an origin cannot load.
  if (import.meta.env.DEV) return undefined
  // Only pages that came over a secure connection have a shelf; the browser's own cache serves the others.
  const shelf = 'caches' in globalThis ? await caches.open(SHELF) : undefined
  const kept = await shelf?.match(address)
  if (kept !== undefined) return kept.text()
  const answer = await fetch(address).catch(() => undefined)
  // An older server answers with its page.
  if (answer?.ok !== true || !(answer.headers.get('content-type') ?? '').includes('javascript'))
    return undefined
  if (shelf !== undefined) {
    for (const old of await shelf.keys()) await shelf.delete(old)
    // A full disk: it is drawn all the same.
    await shelf.put(address, answer.clone()).catch(() => undefined)
  }
  return answer.text()
}
