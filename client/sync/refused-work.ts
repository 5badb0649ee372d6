/**
 * What a refusal would take away, in words: the difference that one's own copy makes to the server's document.
 * Pure: documents in, a list out.
 */
import * as Y from 'yjs'
import {
  bodyToMarkdown,
  conversationRoots,
  type MessageEntry,
  readMessages,
  readOrder,
  readSettings,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'

export type RefusedItem =
  | {
      readonly kind: 'message'
      readonly id: MessageId
      readonly text: string
      /** The text of the message it followed; '' where there is none. */
      readonly after: string
    }
  | { readonly kind: 'edit'; readonly id: MessageId; readonly text: string }
  | { readonly kind: 'deletion'; readonly id: MessageId; readonly text: string }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }

/** What `rescue` (one's own copy, as an update) adds to the server's document. */
export const refusedWork = (server: Y.Doc, rescue: Uint8Array): readonly RefusedItem[] => {
  const merged = new Y.Doc()
  Y.applyUpdate(merged, Y.encodeStateAsUpdate(server))
  Y.applyUpdate(merged, rescue)
  const items = difference(server, merged)
  merged.destroy()
  return items
}

/**
 * The same for a copy of an earlier epoch, whose structs do not fit the server's document. `past`: how that epoch
 * ended, where the server still knows; without it one's changes cannot be told from what others did since.
 */
export const refusedOfEarlierEpoch = (
  server: Y.Doc,
  rescue: Uint8Array,
  past: Uint8Array | undefined,
  me: PrincipalId,
): readonly RefusedItem[] => {
  const has = new Set(readMessages(conversationRoots(server)).map(({ id }) => id))
  const before = new Y.Doc()
  const copy = new Y.Doc()
  if (past !== undefined) Y.applyUpdate(before, past)
  if (past !== undefined) Y.applyUpdate(copy, past)
  Y.applyUpdate(copy, rescue)
  const items =
    past === undefined
      ? [...untakenWork(copy, me), ...difference(server, copy).filter(({ kind }) => kind === 'edit')]
      : difference(before, copy)
  before.destroy()
  copy.destroy()
  return items.filter((item) => item.kind !== 'message' || !has.has(item.id))
}

/** The same where the server can no longer be asked: one's own messages that it had not taken yet. */
export const untakenWork = (copy: Y.Doc, me: PrincipalId): readonly RefusedItem[] => {
  const roots = conversationRoots(copy)
  const order = readOrder(roots)
  const messages = readMessages(roots)
  return messages
    .filter((message) => message.author === me && !order.has(message.id))
    .map((message) => messageItem(message, messages))
}

const difference = (server: Y.Doc, merged: Y.Doc): readonly RefusedItem[] => {
  const before = new Map(readMessages(conversationRoots(server)).map((message) => [message.id, message]))
  const after = readMessages(conversationRoots(merged))
  const items: RefusedItem[] = []
  for (const message of after) {
    const known = before.get(message.id)
    if (known === undefined) {
      items.push(messageItem(message, after))
      continue
    }
    const text = bodyToMarkdown(message.body)
    if (text !== bodyToMarkdown(known.body)) items.push({ kind: 'edit', id: message.id, text })
    if (message.deletedBy !== undefined && known.deletedBy === undefined) {
      items.push({ kind: 'deletion', id: message.id, text })
    }
  }
  const settingsBefore = Object.entries(readSettings(conversationRoots(server)))
  const settingsAfter = Object.entries(readSettings(conversationRoots(merged)))
  for (const [key, value] of settingsAfter) {
    if (!settingsBefore.some(([known, old]) => known === key && old === value)) {
      items.push({ kind: 'setting', key, value: String(value) })
    }
  }
  return items
}

const messageItem = (message: MessageEntry, all: readonly MessageEntry[]): RefusedItem => ({
  kind: 'message',
  id: message.id,
  text: bodyToMarkdown(message.body),
  after: bodyToMarkdown(all.find((other) => other.id === message.parentId)?.body),
})

/** Everything readable in a piece of refused work, to be copied. */
export const refusedText = (items: readonly RefusedItem[]): string =>
  items
    .map((item) => {
      switch (item.kind) {
        case 'message':
        case 'edit':
          return item.text
        case 'setting':
          return `${item.key}: ${item.value}`
        case 'deletion':
          return ''
      }
    })
    .filter((text) => text.trim() !== '')
    .join('\n\n')
