/** A place that models come from. */
import type { LanguageModel } from 'ai'

export interface ListedModel {
  /** As the provider calls it. */
  readonly id: string
  readonly name: string
  readonly contextTokens?: number
  /** Where its server says whether it does. */
  readonly readsPictures?: boolean
}

export interface Provider {
  /** The first part of its models' ids. */
  readonly id: string
  readonly name: string
  /** On this machine: comes and goes, and is asked more often. */
  readonly isLocal: boolean
  /** What to check when it will not have us. */
  readonly keyName: string | undefined
  /** The one to use by default first. Rejects where the provider cannot be asked. */
  readonly listModels: () => Promise<readonly ListedModel[]>
  readonly languageModel: (id: string) => LanguageModel
}

/** `fetch`, handed in. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** Asks for JSON and gives up after so long. */
export const fetchJson = async (
  fetch: Fetch,
  url: string,
  options: { readonly headers?: Record<string, string>; readonly milliseconds: number },
): Promise<unknown> => {
  const response = await fetch(url, {
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    signal: AbortSignal.timeout(options.milliseconds),
    redirect: 'error',
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`${url} answered with ${response.status}.`)
  }
  return response.json()
}
