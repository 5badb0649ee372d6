/** What is watched inside of the page: frames, and when something was painted. Installed before all else runs there. */
import type { Page } from 'playwright-core'

interface Watch {
  /** When a message was first painted, from the start of the navigation. */
  firstMessageAt: number | undefined
  /** Counts frames until it is asked for the next time. */
  readonly frames: () => { readonly frames: number; readonly late: number }
  /** From each key to the paint that follows it, milliseconds; emptied by reading. */
  readonly keys: () => number[]
  /** Does something and waits until what it leads to is painted; milliseconds, and frames in which a skeleton stood. */
  readonly until: (task: () => void, isThere: () => boolean) => Promise<{ time: number; skeletons: number }>
}

declare global {
  interface Window {
    watch: Watch
  }
}

export const installWatch = (page: Page): Promise<unknown> => page.addInitScript(watchPage)

/** Of the frames since it was asked last, how many came too late, in a hundred. */
export const lateFrames = async (page: Page): Promise<number> => {
  const { frames, late } = await page.evaluate(() => window.watch.frames())
  return frames + late === 0 ? 0 : (late / (frames + late)) * 100
}

const watchPage = (): void => {
  const FRAME = 1_000 / 60
  const PATIENCE = 30_000
  /** To be called in a frame: a message that is posted there comes after its painting. */
  const afterFrame = (then: () => void): void => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = then
    port2.postMessage(undefined)
  }
  const painted = (then: () => void): void => {
    requestAnimationFrame(() => afterFrame(then))
  }

  let counted = { frames: 0, late: 0 }
  let last = performance.now()
  const count = (now: number): void => {
    counted.frames++
    counted.late += Math.max(0, Math.round((now - last) / FRAME) - 1)
    last = now
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)

  let keys: number[] = []
  addEventListener(
    'keydown',
    ({ timeStamp }) => painted(() => keys.push(performance.now() - timeStamp)),
    true,
  )

  window.watch = {
    firstMessageAt: undefined,
    frames: () => {
      const told = counted
      counted = { frames: 0, late: 0 }
      return told
    },
    keys: () => {
      const told = keys
      keys = []
      return told
    },
    until: (task, isThere) =>
      new Promise((done, failed) => {
        const from = performance.now()
        let skeletons = 0
        const look = (): void => {
          const skeleton = document.querySelector('#page [class*=skeleton]')
          if (skeleton !== null && Number(getComputedStyle(skeleton).opacity) > 0) skeletons++
          if (isThere()) afterFrame(() => done({ time: performance.now() - from, skeletons }))
          else if (performance.now() - from > PATIENCE)
            failed(new Error(`It never came: ${isThere.toString()}`))
          else requestAnimationFrame(look)
        }
        task()
        look()
      }),
  }

  const look = (): void => {
    if (document.querySelector('article[data-message-id]') === null) requestAnimationFrame(look)
    else
      painted(() => {
        window.watch.firstMessageAt = performance.now()
      })
  }
  requestAnimationFrame(look)
}
