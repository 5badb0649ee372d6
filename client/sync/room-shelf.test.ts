import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  bodyToMarkdown,
  conversationRoots,
  fillWithText,
  findMessage,
  rebuildConversation,
} from '../../shared/document/index.ts'
import type { ConversationId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { type LocalIndex, openLocalIndex } from './local-index.ts'
import { createRoomShelf, type Leaving, type RoomShelf } from './room-shelf.ts'

const ME = 'ana-' as PrincipalId
const DRAFT = 'draft' as MessageId

const bodyOf = (doc: Y.Doc): Y.XmlFragment => {
  const body = findMessage(conversationRoots(doc), DRAFT)?.body
  if (!(body instanceof Y.XmlFragment)) throw new Error('There is no text.')
  return body
}
const wordsIn = (doc: Y.Doc): string => bodyToMarkdown(bodyOf(doc))
const type = (doc: Y.Doc, words: string): void => {
  const text = (bodyOf(doc).get(0) as Y.XmlElement).get(0) as Y.XmlText
  text.insert(text.length, words)
}
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

let conversations = 0
/** A shared draft across an epoch, and the tabs of a device with what they keep together. */
const acrossEpochs = async () => {
  const conversationId = `talk-${++conversations}` as ConversationId
  const past = new Y.Doc()
  addMessage(
    past,
    { id: DRAFT, author: ME, role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
    fillWithText('Begun.'),
    { draft: true },
  )
  const next = new Y.Doc()
  rebuildConversation(past, next)
  const index = await openLocalIndex(`${ME}${conversations}` as PrincipalId)
  let isReachable = true
  const openTab = (): RoomShelf =>
    createRoomShelf({
      index: Promise.resolve(index),
      place: 'conversation',
      conversationId,
      me: ME,
      pastEpoch: () =>
        isReachable ? Promise.resolve(Y.encodeStateAsUpdate(past)) : Promise.reject(new Error('No network.')),
      onChanged: () => undefined,
    })
  return {
    index,
    copy: copyOf(past),
    server: copyOf(next),
    openTab,
    cut: (isCut: boolean) => {
      isReachable = !isCut
    },
  }
}
const leavingOf = (copy: Y.Doc): Leaving => ({ id: 'copy', copy, swap: (carry) => carry() })
const ASIDE = { id: 'copy', reason: 'new-epoch', epoch: 1 } as const
const shelvedIn = async (index: LocalIndex): Promise<number> => (await index.shelved()).length

it('[EPOCH-22] what is typed on while another tab takes up the beginning of it follows where it belongs', async () => {
  const { index, copy, server, openTab } = await acrossEpochs()
  const [writing, other] = [openTab(), openTab()]
  type(copy, ' Some')
  await writing.put(copy, ASIDE)
  // The other tab was quicker, and finds what this one has set aside.
  const theirs = copyOf(server)
  await other.settle(theirs)
  expect(wordsIn(theirs)).toBe('Begun. Some')
  type(copy, 'thing more')
  Y.applyUpdate(server, Y.encodeStateAsUpdate(theirs))
  await writing.put(copy, ASIDE)
  await writing.settle(server, leavingOf(copy))
  expect(wordsIn(server)).toBe('Begun. Something more')
  expect(await shelvedIn(index)).toBe(0)
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(server))
  await other.settle(theirs)
  expect(wordsIn(theirs)).toBe('Begun. Something more')
})

it('[EPOCH-22] where nobody can say how the epoch ended, what was typed to the last moment is kept until somebody can', async () => {
  const { index, copy, server, openTab, cut } = await acrossEpochs()
  const tab = openTab()
  type(copy, ' Some')
  await tab.put(copy, ASIDE)
  type(copy, 'thing')
  cut(true)
  await tab.settle(server, leavingOf(copy))
  expect(wordsIn(server)).toBe('Begun.')
  copy.destroy()
  cut(false)
  // The page was closed meanwhile.
  await openTab().settle(server)
  expect(wordsIn(server)).toBe('Begun. Something')
  expect(await shelvedIn(index)).toBe(0)
})
