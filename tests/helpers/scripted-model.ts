/** A model whose every word a test says itself. */
import type { Model, ModelPart, ModelRequest } from '../../sync-server/agent/model.ts'

export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[]
  readonly say: (text: string) => void
  readonly part: (part: ModelPart) => void
  readonly finish: () => void
  readonly fail: (error: unknown) => void
  /** How many requests were called off. */
  readonly aborted: () => number
}

type Step = { readonly part: ModelPart } | { readonly end: true } | { readonly error: unknown }

export const createScriptedModel = (
  options: { readonly id?: string; readonly contextTokens?: number; readonly deaf?: boolean } = {},
): ScriptedModel => {
  const requests: ModelRequest[] = []
  const steps: Step[] = []
  let wake = (): void => {}
  let aborted = 0
  const push = (step: Step): void => {
    steps.push(step)
    wake()
  }
  return {
    id: options.id ?? 'test/scripted',
    name: 'Scripted',
    provider: 'Test',
    kind: 'language-model',
    ...(options.contextTokens === undefined ? {} : { contextTokens: options.contextTokens }),
    requests,
    say: (text) => push({ part: { type: 'text', text } }),
    part: (part) => push({ part }),
    finish: () => push({ end: true }),
    fail: (error) => push({ error }),
    aborted: () => aborted,
    stream: async function* (request, signal) {
      requests.push(request)
      signal.addEventListener('abort', () => {
        aborted++
        // A deaf model goes on as if nobody had told it to stop.
        if (options.deaf !== true) push({ error: new Error('aborted') })
      })
      for (;;) {
        const step = steps.shift()
        if (step === undefined) {
          const woken = Promise.withResolvers<void>()
          wake = woken.resolve
          await woken.promise
        } else if ('part' in step) yield step.part
        else if ('error' in step) throw step.error
        else return
      }
    },
  }
}
