/**
 * Brings one file to the server, piece by piece, from wherever the last try ended. Knows the requests and nothing
 * else: when to try again is the caller's.
 */
import { apiErrorSchema } from '../../shared/api.ts'
import { UPLOAD_OFFSET, uploadPath, uploadSchema, uploadsPath } from '../../shared/file-api.ts'
import type { LocalFile } from './local-files.ts'

export type Brought =
  | { readonly kind: 'arrived' }
  /**
   * The server cannot be reached, or says to come again; `after` in milliseconds, where it says when, and `why` in its
   * words, where that is worth knowing.
   */
  | { readonly kind: 'later'; readonly after?: number; readonly why?: string }
  /** Trying again does not help. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'stopped' }

export interface BringDeps {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
}

/** A piece should take about so long: long enough to be worth a request, short enough to show that it moves. */
const PIECE_MILLISECONDS = 1_000
/** A dead connection says nothing for ever; the server itself gives a request half a minute. */
const PIECE_PATIENCE = 45_000
const ASKING_PATIENCE = 5_000
const FIRST_PIECE = 256 * 1024
const LEAST_PIECE = 64 * 1024
const MOST_PIECE = 8 * 1024 * 1024

/** Passing faults, and two tabs at once: what stands there already says where to go on. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504, 507])
/**
 * What was begun is not there any more: another tab has brought all of it, or the right to bring it has ended. Asked
 * from the beginning, the server says which.
 */
const NOT_BEGUN = 404

/** Asks the server to expect a file: whether it takes it at all is known at once, however long it may take. */
const beginning = ({ conversationId, id, secret, name, size }: LocalFile): [string, RequestInit] => [
  uploadsPath(conversationId),
  {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, secret, name, size }),
  },
]

/** Why the server does not take a file; `undefined` where it does, or cannot be asked now. */
export const refusalOf = async ({ fetch }: BringDeps, file: LocalFile): Promise<string | undefined> => {
  try {
    const [path, init] = beginning(file)
    const signal = AbortSignal.timeout(ASKING_PATIENCE)
    const response = await fetch(path, { ...init, credentials: 'same-origin', signal })
    if (response.ok) {
      await drain(response)
      return undefined
    }
    const brought = await whatIsWrong(response)
    return brought.kind === 'refused' ? brought.message : undefined
  } catch {
    // No network: it is asked again when the file is brought.
    return undefined
  }
}

export const bringFile = async (
  { fetch, now }: BringDeps,
  file: LocalFile,
  onProgress: (received: number) => void,
  signal: AbortSignal,
): Promise<Brought> => {
  const { conversationId, id, blob } = file

  const ask = async (path: string, init: RequestInit): Promise<number | 'arrived' | Brought> => {
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PIECE_PATIENCE)])
      const response = await fetch(path, { ...init, credentials: 'same-origin', signal: patience })
      if (response.status === NOT_BEGUN && init.method === 'PATCH') {
        await drain(response)
        return { kind: 'later' }
      }
      if (!response.ok) return await whatIsWrong(response)
      const progress = uploadSchema.parse(await response.json())
      onProgress(progress.received)
      return progress.file === undefined ? progress.received : 'arrived'
    } catch {
      // No network, or no Banyan behind this address at the moment.
      return signal.aborted ? { kind: 'stopped' } : { kind: 'later' }
    }
  }

  let at = await ask(...beginning(file))
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

/** Lets go of an answer that nobody reads: until then it holds one of the few connections that a browser opens. */
export const drain = async (response: Response): Promise<void> => {
  await response.body?.cancel()
}

const errorOf = async (response: Response): Promise<{ code?: string; message: string }> => {
  const read = apiErrorSchema.safeParse(await response.json().catch(() => undefined))
  return read.success ? read.data.error : { message: 'The server does not take this file.' }
}

export const sentenceOf = async (response: Response): Promise<string> => (await errorOf(response)).message

const whatIsWrong = async (response: Response): Promise<Brought> => {
  const retryAfter = Number(response.headers.get('retry-after'))
  const { code, message } = await errorOf(response)
  if (code === 'different' || !PASSING.has(response.status)) {
    // Signed out: the file waits, as everything else does, until somebody signs in again.
    if (response.status === 401) return { kind: 'later', after: 30_000 }
    return { kind: 'refused', message }
  }
  return {
    kind: 'later',
    ...(retryAfter > 0 ? { after: retryAfter * 1000 } : {}),
    ...(code === 'no-room' ? { why: message } : {}),
  }
}
