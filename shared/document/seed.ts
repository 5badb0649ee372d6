/** A conversation's first moment, written by the server under its own hand: a client's seed would multiply. */
import type * as Y from 'yjs'
import { conversationRoots, SCHEMA_VERSION } from './schema.ts'

/** The key of the schema version in `settings`. The server's alone. */
export const SCHEMA_KEY = 'schema'

/** Says which schema this document has, and its title. Does nothing where that was done before. */
export const seedConversation = (doc: Y.Doc, { title }: { readonly title: string }): void => {
  const { settings } = conversationRoots(doc)
  if (settings.has(SCHEMA_KEY)) return
  doc.transact(() => {
    settings.set(SCHEMA_KEY, SCHEMA_VERSION)
    if (title !== '') settings.set('title', title)
  })
}
