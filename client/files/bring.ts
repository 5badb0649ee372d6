/**
 * Brings one file to the server, piece by piece, from wherever the last try ended. Knows the requests and nothing
 * else: when to try again is the caller's.
 */
import { apiErrorSchema } from '../../shared/api.ts'
import { UPLOAD_OFFSET, uploadPath, uploadSchema, uploadsPath } from '../../shared/file-api.ts'
import type { LocalFile } from './local-files.ts'

export type Brought =
  | { readonly kind: 'arrived' }
  /** The server cannot be reached, or says to come again; `after` in milliseconds, where it says when. */
  | { readonly kind: 'later'; readonly after?: number }
  /** Trying again does not help. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'stopped' }

export interface BringDeps {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
}

/** A piece should take about so long: long enough to be worth a request, short enough to show that it moves. */
const PIECE_MILLISECONDS = 1_000
const FIRST_PIECE = 256 * 1024
const LEAST_PIECE = 64 * 1024
const MOST_PIECE = 8 * 1024 * 1024

/** Passing faults, and two tabs at once: what stands there already says where to go on. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504])

export const bringFile = async (
  { fetch, now }: BringDeps,
  file: LocalFile,
  onProgress: (received: number) => void,
  signal: AbortSignal,
): Promise<Brought> => {
  const { conversationId, id, secret, name, size, blob } = file

  const ask = async (path: string, init: RequestInit): Promise<number | 'arrived' | Brought> => {
    try {
      const response = await fetch(path, { ...init, credentials: 'same-origin', signal })
      if (!response.ok) return await refusalOf(response)
      const progress = uploadSchema.parse(await response.json())
      onProgress(progress.received)
      return progress.file === undefined ? progress.received : 'arrived'
    } catch {
      // No network, or no Banyan behind this address at the moment.
      return signal.aborted ? { kind: 'stopped' } : { kind: 'later' }
    }
  }

  let at = await ask(uploadsPath(conversationId), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, secret, name, size }),
  })
  let piece = FIRST_PIECE
  while (typeof at === 'number') {
    const begun = now()
    const from: number = at
    at = await ask(uploadPath(conversationId, id), {
      method: 'PATCH',
      headers: { 'content-type': 'application/octet-stream', [UPLOAD_OFFSET]: String(from) },
      body: blob.slice(from, from + piece),
    })
    const took = Math.max(1, now() - begun)
    piece = Math.round(Math.min(MOST_PIECE, Math.max(LEAST_PIECE, (piece * PIECE_MILLISECONDS) / took)))
  }
  return at === 'arrived' ? { kind: 'arrived' } : at
}

const refusalOf = async (response: Response): Promise<Brought> => {
  const retryAfter = Number(response.headers.get('retry-after'))
  const read = apiErrorSchema.safeParse(await response.json().catch(() => undefined))
  const code = read.success ? read.data.error.code : undefined
  if (code === 'different' || !PASSING.has(response.status)) {
    // Signed out: the file waits, as everything else does, until somebody signs in again.
    if (response.status === 401) return { kind: 'later', after: 30_000 }
    return {
      kind: 'refused',
      message: read.success ? read.data.error.message : 'The server does not take this file.',
    }
  }
  return { kind: 'later', ...(retryAfter > 0 ? { after: retryAfter * 1000 } : {}) }
}
