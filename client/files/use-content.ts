/** Where a page has a file's content from: this device where it has it, else the server. */
import { useEffect, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { filePath } from '../../shared/file-api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { LINES_BYTES } from './first-lines.ts'
import { SEEN_BYTES } from './local-files.ts'
import { useObjectUrl } from './use-object-url.ts'
import { useTries } from './use-tries.ts'
import { useUploads } from './use-uploads.ts'

export type Picture =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly address: string }
  /** It cannot be had now, or it is no picture. */
  | { readonly kind: 'missing' }

/**
 * The address to show a picture from. One that was fetched is kept on this device, for reading off line; the server
 * is asked for each only once in a page, and again where it could not be reached.
 */
export const usePicture = (
  conversationId: ConversationId,
  { id, size }: Attachment,
  chosen: Blob | undefined,
  isThere: boolean,
): Picture => {
  const uploads = useUploads()
  const [fetched, setFetched] = useState<Blob | 'missing'>()
  const tries = useTries(fetched === 'missing')
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
        // No network. It is looked for again when there is one, and when the message is shown again.
        return 'missing'
      }
    }
    void load().then((found) => {
      if (!stop.signal.aborted) setFetched(found)
    })
    return () => stop.abort()
  }, [uploads, conversationId, id, chosen, isThere, isLarge, tries])
  const blob = chosen ?? (fetched === 'missing' ? undefined : fetched)
  const address = useObjectUrl(blob)
  if (address !== undefined) return { kind: 'there', address }
  if (isLarge && isThere) return { kind: 'there', address: `${filePath(conversationId, id)}?view` }
  return fetched === 'missing' ? { kind: 'missing' } : { kind: 'waiting' }
}

/** The beginning of a text, or all of it. A short one that was read whole stays on this device. */
export const useFirstLines = (
  conversationId: ConversationId,
  { id, size }: Attachment,
  chosen: Blob | undefined,
  isThere: boolean,
  /** How much of it, in bytes. */
  most = LINES_BYTES,
): { readonly text: string; readonly isAll: boolean } | 'missing' | undefined => {
  const uploads = useUploads()
  const [text, setText] = useState<{ readonly read: string } | 'missing'>()
  const tries = useTries(text === 'missing')
  const isAll = size <= most
  useEffect(() => {
    if (chosen === undefined && !isThere) return undefined
    const stop = new AbortController()
    const load = async (): Promise<Blob | undefined> => {
      if (chosen !== undefined || size === 0) return (chosen ?? new Blob()).slice(0, most)
      const seen = await uploads.seen(id)
      if (seen !== undefined) return seen.slice(0, most)
      try {
        const response = await fetch(filePath(conversationId, id), {
          signal: stop.signal,
          headers: { range: `bytes=0-${most - 1}` },
        })
        if (!response.ok) return undefined
        const blob = await response.blob()
        if (isAll) uploads.keepSeen(conversationId, id, blob)
        return blob
      } catch {
        // No network: the row stands there without its first lines.
        return undefined
      }
    }
    void load()
      .then((blob) => blob?.arrayBuffer())
      .then((bytes) => {
        if (stop.signal.aborted) return
        setText(bytes === undefined ? 'missing' : { read: readText(new Uint8Array(bytes)) })
      })
    return () => stop.abort()
  }, [uploads, conversationId, id, size, most, isAll, chosen, isThere, tries])
  return typeof text === 'object' ? { text: text.read, isAll } : text
}

/** UTF-8, or UTF-16 that says so. What is cut in the middle of a character ends before it. */
const readText = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(wide).decode(bytes, { stream: true })
}
