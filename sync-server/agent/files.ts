/** The port to the bytes of attached files. Adapters: the server's own store, and HTTP for workers elsewhere. */
import type { FileId } from '../../shared/files.ts'
import type { ConversationId } from '../../shared/ids.ts'

export interface AgentFiles {
  /** The first `most` bytes; `undefined` where the file is not here. Rejects where that cannot be found out. */
  readonly read: (conversationId: ConversationId, id: FileId, most: number) => Promise<Uint8Array | undefined>
}

/** As much of a stream as is wanted. */
export const firstBytes = async (source: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    chunks.push(chunk.subarray(0, most - length))
    length += chunk.length
    if (length >= most) break
  }
  return new Uint8Array(Buffer.concat(chunks))
}
