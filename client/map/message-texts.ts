/** What each message says, for finding: read once, and anew only when it has changed. */
import { useEffect, useState } from 'react'
import type * as Y from 'yjs'
import { bodyToMarkdown, type MessageEntry } from '../../shared/document/index.ts'

export interface MessageTexts {
  /** In small letters. */
  readonly textOf: (message: MessageEntry) => string
  /** Forgets what a transaction has changed. */
  readonly forget: (transaction: Y.Transaction) => void
}

export const createMessageTexts = (): MessageTexts => {
  const known = new Map<unknown, string>()
  return {
    textOf: ({ body }) => {
      const text = known.get(body) ?? bodyToMarkdown(body).toLocaleLowerCase()
      known.set(body, text)
      return text
    },
    forget: ({ changedParentTypes }) => {
      for (const type of changedParentTypes.keys()) known.delete(type)
    },
  }
}

export const useMessageTexts = (doc: Y.Doc): MessageTexts => {
  const [texts] = useState(createMessageTexts)
  useEffect(() => {
    doc.on('afterTransaction', texts.forget)
    return () => doc.off('afterTransaction', texts.forget)
  }, [doc, texts])
  return texts
}
