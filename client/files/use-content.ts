/** Where a page has a file's content from: this device where it has it, else the server. */
import { useEffect, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { filePath } from '../../shared/file-api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { SEEN_BYTES } from './local-files.ts'
import { useObjectUrl } from './use-object-url.ts'
import { useUploads } from './use-uploads.ts'

export type Picture =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly address: string }
  /** It cannot be had now, or it is no picture. */
  | { readonly kind: 'missing' }

/**
 * The address to show a picture from. One that was fetched is kept on this device, for reading off line; the server
 * is asked for each only once in a page.
 */
export const usePicture = (
  conversationId: ConversationId,
  { id, size }: Attachment,
  chosen: Blob | undefined,
  isThere: boolean,
): Picture => {
  const uploads = useUploads()
  const [fetched, setFetched] = useState<Blob | 'missing'>()
  const isLarge = size > SEEN_BYTES
  useEffect(() => {
    if (chosen !== undefined || !isThere || isLarge) return undefined
    const stop = new AbortController()
    const load = async (): Promise<Blob | 'missing'> => {
      const seen = await uploads.seen(id)
      if (seen !== undefined) return seen
      try {
        const response = await fetch(`${filePath(conversationId, id)}?view`, { signal: stop.signal })
        if (!response.ok) return 'missing'
        const blob = await response.blob()
        uploads.keepSeen(conversationId, id, blob)
        return blob
      } catch {
        // No network. It is looked for again when the message is shown again.
        return 'missing'
      }
    }
    void load().then((found) => {
      if (!stop.signal.aborted) setFetched(found)
    })
    return () => stop.abort()
  }, [uploads, conversationId, id, chosen, isThere, isLarge])
  const blob = chosen ?? (fetched === 'missing' ? undefined : fetched)
  const address = useObjectUrl(blob)
  if (address !== undefined) return { kind: 'there', address }
  if (isLarge && isThere) return { kind: 'there', address: `${filePath(conversationId, id)}?view` }
  return fetched === 'missing' ? { kind: 'missing' } : { kind: 'waiting' }
}

/** How much of a text is shown before it is opened. */
const LINES_BYTES = 2_000

/** The first lines of a text. */
export const useFirstLines = (
  conversationId: ConversationId,
  { id, size }: Attachment,
  chosen: Blob | undefined,
  isThere: boolean,
): { readonly text: string; readonly isAll: boolean } | undefined => {
  const [text, setText] = useState<string>()
  useEffect(() => {
    if (chosen === undefined && !isThere) return undefined
    const stop = new AbortController()
    const load = async (): Promise<Uint8Array | undefined> => {
      if (chosen !== undefined) return new Uint8Array(await chosen.slice(0, LINES_BYTES).arrayBuffer())
      try {
        const response = await fetch(filePath(conversationId, id), {
          signal: stop.signal,
          headers: { range: `bytes=0-${LINES_BYTES - 1}` },
        })
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
      } catch {
        // No network: the row stands there without its first lines.
        return undefined
      }
    }
    void load().then((bytes) => {
      if (bytes === undefined || stop.signal.aborted) return
      // What is cut in the middle of a character ends before it.
      setText(new TextDecoder().decode(bytes, { stream: true }))
    })
    return () => stop.abort()
  }, [conversationId, id, chosen, isThere])
  return text === undefined ? undefined : { text, isAll: size <= LINES_BYTES }
}
