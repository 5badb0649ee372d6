/**
 * The frame in which hostile text is read: of an origin of its own, with scripts and nothing else. Its policy allows
 * no request at all, and of scripts the one that it is made with; the page's own, which it inherits, names that
 * script by its hash. What it answers is checked, and a picture of it is shown as a picture: no script in it runs, no
 * link leads anywhere, nothing is loaded.
 */
import { type Drawing, type DrawingOrder, type NotDrawn, readAnswer } from './messages.ts'

export type FrameResult = Drawing | { readonly kind: NotDrawn | 'slow' }

export interface Frame {
  /** One at a time. `slow`: it took too long; the frame is of no use any more. */
  readonly draw: (order: DrawingOrder) => Promise<FrameResult>
  readonly close: () => void
}

const OPENING_MILLISECONDS = 20_000
const DRAWING_MILLISECONDS = 5_000

/** `undefined` where it does not come to life. */
export const openFrame = async (code: string): Promise<Frame | undefined> => {
  const element = document.createElement('iframe')
  element.sandbox.add('allow-scripts')
  element.title = 'Drawing of diagrams'
  element.tabIndex = -1
  element.ariaHidden = 'true'
  element.inert = true
  // Laid out, so that text can be measured, and out of sight.
  element.style.cssText =
    'position:fixed;inset:0 auto auto 0;width:1000px;height:1000px;border:0;visibility:hidden;pointer-events:none;z-index:-1'
  element.srcdoc = pageWith(code)

  let take: ((data: ReturnType<typeof readAnswer>) => void) | undefined
  const listen = (event: MessageEvent): void => {
    if (event.source === element.contentWindow) take?.(readAnswer(event.data))
  }
  window.addEventListener('message', listen)
  const close = (): void => {
    window.removeEventListener('message', listen)
    element.remove()
  }

  const answered = <T>(
    milliseconds: number,
    pick: (answer: NonNullable<ReturnType<typeof readAnswer>>) => T | undefined,
  ): Promise<T | undefined> => {
    const { promise, resolve } = Promise.withResolvers<T | undefined>()
    const timer = setTimeout(() => resolve(undefined), milliseconds)
    take = (answer) => {
      const picked = answer && pick(answer)
      if (picked !== undefined) resolve(picked)
    }
    return promise.finally(() => {
      clearTimeout(timer)
      take = undefined
    })
  }

  const ready = answered(OPENING_MILLISECONDS, ({ kind }) => (kind === 'ready' ? true : undefined))
  document.body.append(element)
  if ((await ready) === undefined) {
    close()
    return undefined
  }
  return {
    draw: async (order) => {
      const drawn = answered(DRAWING_MILLISECONDS, (answer) =>
        answer.kind === 'answer' && answer.id === order.id ? answer.result : undefined,
      )
      // It has no origin to name.
      element.contentWindow?.postMessage(order, '*')
      return (await drawn) ?? { kind: 'slow' }
    },
    close,
  }
}

const pageWith = (code: string): string => {
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join('')
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'`
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><body><script nonce="${nonce}">${code}</script>`
}
