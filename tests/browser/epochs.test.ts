/** A conversation is written anew while one of two people is off line: both go on, and nothing of theirs is lost. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import {
  addTalk,
  changeSetting,
  conversationRoots,
  draftKeys,
  editTalk,
  fillWithText,
  readDraft,
  readPreference,
  readTalk,
  writePreference,
} from '../../shared/document/index.ts'
import { MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { conversationRoom, personalRoom, talkRoom } from '../../shared/rooms.ts'
import { until } from '../helpers/banyan.ts'
import { goOffLine } from '../helpers/browser.ts'
import { it } from '../helpers/epochs.ts'
import {
  composer,
  message,
  openConversation,
  quiet,
  replies,
  seen,
  send,
  shelf,
  write,
} from '../helpers/pages.ts'
import { line, openTalk, say as sayLine } from '../helpers/talk.ts'

it('[EPOCH-6] one on line and one off line go on across an epoch: new messages arrive once, the rest is kept', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  beginEpoch,
}) => {
  const id = await shared('Tidied up')
  const anas = await visitAs(ana)
  const bens = await visitAs(ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await send(anas.page, 'The plan so far')
  await seen(message(bens.page, 'The plan so far'))
  await seen(replies(bens.page))
  await quiet(bens.page)

  // In two tabs: what one of them carries over the other must not carry again.
  const second = await bens.context.newPage()
  await openConversation(second, banyan.url, id)
  await seen(message(second, 'The plan so far'))

  await goOffLine(bens)
  await send(bens.page, 'My careful addition')
  await seen(message(bens.page, 'My careful addition'))
  await seen(bens.page.getByText(/Saved on this device/))

  // Whoever is in the middle of a sentence stays in it.
  await write(anas.page, 'After the ')
  await beginEpoch(id)
  await seen(message(anas.page, 'Note 11'))
  await seen(anas.page.getByText('Saved', { exact: true }))
  await anas.page.keyboard.type('tidying')
  await anas.page.keyboard.press('Enter')
  await seen(message(anas.page, 'After the tidying'))
  await quiet(anas.page)
  await seen(anas.page.getByText('Saved', { exact: true }))

  await bens.context.setOffline(false)
  await seen(message(bens.page, 'After the tidying'))
  await seen(message(anas.page, 'My careful addition'))
  await seen(message(bens.page, 'My careful addition'))
  await quiet(bens.page)
  await seen(bens.page.getByText('Saved', { exact: true }))
  await seen(message(second, 'My careful addition'))
  for (const page of [anas.page, bens.page, second]) {
    expect(await message(page, 'My careful addition').count()).toBe(1)
    expect(await message(page, 'The plan so far').count()).toBe(1)
  }
  await second.close()
  expect(await shelf(bens.page).count()).toBe(0)
  await bens.page.reload()
  await seen(message(bens.page, 'My careful addition'))
  const { doc, synced, destroy } = ana.sync(conversationRoom(id))
  await synced
  const said = conversationRoots(doc).messages.map((entry) => (entry.get('m') as { id: string }).id)
  expect(new Set(said).size).toBe(said.length)
  destroy()
})

it('[EPOCH-6] [TALK-7] in side talk what one said off line arrives once, and others’ corrections are not taken for one’s own', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  hasEnded,
}) => {
  const id = await shared('Tidied up beside')
  const first = ana.sync(talkRoom(id))
  await first.synced
  const say = (doc: Y.Doc, line: string, text: string): void =>
    addTalk(doc, { id: line as MessageId, author: ana.id, createdAt: Date.now() }, fillWithText(text))
  say(first.doc, 'line', 'Shall we')
  const bens = await visitAs(ben)
  await openConversation(bens.page, banyan.url, id)
  await openTalk(bens.page)
  await seen(line(bens.page, 'Shall we'))
  await quiet(bens.page)

  await goOffLine(bens)
  await sayLine(bens.page, 'My aside')
  await seen(line(bens.page, 'My aside'))

  editTalk(first.doc, 'line' as MessageId, fillWithText('Let us'))
  for (let load = 0; load < 12; load++) {
    const peer = ana.sync(talkRoom(id))
    await peer.synced
    say(peer.doc, `note-${load}`, `Note ${load}`)
    await until('the server has it', () => readTalk(peer.doc).at(-1)?.receivedAt !== undefined)
    peer.destroy()
  }
  first.destroy()
  await until('an epoch has ended', () => hasEnded(`/api/conversations/${id}/talk/epochs/1`))

  await bens.context.setOffline(false)
  await seen(line(bens.page, 'Let us'))
  await seen(line(bens.page, 'Note 11'))
  const later = ana.sync(talkRoom(id))
  await later.synced
  await until('it has arrived', () => readTalk(later.doc).some(({ author }) => author === ben.id))
  await quiet(bens.page)
  expect(await line(bens.page, 'My aside').count()).toBe(1)
  expect(readTalk(later.doc).filter(({ author }) => author === ben.id)).toHaveLength(1)
  expect(await shelf(bens.page).count()).toBe(0)
  later.destroy()
})

it('[EPOCH-6] a change that cannot be carried over lies on the shelf, and only one’s own does', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  beginEpoch,
}) => {
  const id = await shared('Old title')
  const { page, context } = await visitAs(ben)
  await openConversation(page, banyan.url, id)
  await seen(page.getByText('Saved', { exact: true }))
  await goOffLine({ context })
  await page.getByRole('heading', { name: 'Old title' }).getByRole('button').click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Title of the tunnel')
  await page.keyboard.press('Enter')
  await seen(page.getByText(/Saved on this device/))
  await beginEpoch(id)
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  changeSetting(peer.doc, 'title', 'New title')
  changeSetting(peer.doc, 'systemPrompt', 'Be brief.')
  await context.setOffline(false)
  await seen(shelf(page))
  const words = (await shelf(page).textContent()) ?? ''
  expect(words).toContain('rebuilt on the server')
  expect(words).toContain('title: Title of the tunnel')
  expect(words).not.toContain('Be brief.')
  expect(words).not.toContain('Note')
  await seen(message(page, 'Note 11'))
  peer.destroy()
})

it('[EPOCH-20] what was written off line in a tab that is closed by then arrives all the same', async ({
  banyan,
  visitAs,
  ana,
  beginEpoch,
}) => {
  const id = await ana.newConversation('Two tabs')
  const { context, page } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await send(page, 'While on line')
  await seen(replies(page))
  await quiet(page)
  const second = await context.newPage()
  await openConversation(second, banyan.url, id)
  await seen(message(second, 'While on line'))

  await goOffLine({ context })
  await send(page, 'In the tab that closes')
  await seen(message(second, 'In the tab that closes'))
  await page.close()
  await beginEpoch(id)
  await context.setOffline(false)

  await seen(message(second, 'Note 11'))
  await seen(message(second, 'In the tab that closes'))
  await quiet(second)
  await seen(second.getByText('Saved', { exact: true }))
  expect(await message(second, 'In the tab that closes').count()).toBe(1)
  expect(await shelf(second).count()).toBe(0)
  const { doc, synced, destroy } = ana.sync(conversationRoom(id))
  await synced
  expect(JSON.stringify(conversationRoots(doc).messages)).toContain('In the tab that closes')
  destroy()
})

it('[EPOCH-20] what was written in a tab that stays off line longer than another one is kept by both', async ({
  banyan,
  visitAs,
  ana,
  beginEpoch,
}) => {
  const id = await ana.newConversation('One after the other')
  const { context, page } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await send(page, 'While on line')
  await seen(replies(page))
  await quiet(page)
  const second = await context.newPage()
  await openConversation(second, banyan.url, id)
  await seen(message(second, 'While on line'))

  const network = await context.newCDPSession(page)
  const cut = (offline: boolean) =>
    network.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    })
  await goOffLine({ context })
  await seen(page.getByText(/Offline/))
  await send(page, 'In the slower tab')
  await seen(message(second, 'In the slower tab'))
  await beginEpoch(id)
  await context.setOffline(false)
  await cut(true)

  await seen(message(second, 'Note 11'))
  await seen(message(second, 'In the slower tab'))
  await seen(second.getByText('Saved', { exact: true }))
  await cut(false)
  await seen(message(page, 'Note 11'))
  await seen(message(page, 'In the slower tab'))
  await quiet(page)
  await seen(page.getByText('Saved', { exact: true }))
  for (const tab of [page, second]) expect(await message(tab, 'In the slower tab').count()).toBe(1)
  expect(await shelf(page).count()).toBe(0)
})

it('[EPOCH-6] one’s own document begins an epoch while one writes, on line and off: drafts stay and go on', async ({
  banyan,
  visitAs,
  ana,
}) => {
  const here = await ana.newConversation('On line')
  const tunnel = await ana.newConversation('Off line')
  const first = await visitAs(ana)
  const second = await visitAs(ana)
  await openConversation(first.page, banyan.url, here)
  await openConversation(second.page, banyan.url, tunnel)
  await write(first.page, 'Half a ')
  await seen(second.page.getByText('Saved', { exact: true }))
  await goOffLine(second)
  await write(second.page, 'Written in the tunnel')

  const personal = async (): Promise<{ doc: Y.Doc; clientIds: number; destroy: () => void }> => {
    const { doc, synced, destroy } = ana.sync(personalRoom(ana.id))
    await synced
    return { doc, clientIds: Y.decodeStateVector(Y.encodeStateVector(doc)).size, destroy }
  }
  let most = 0
  const hasBegun = async (): Promise<boolean> => {
    const { clientIds, destroy } = await personal()
    destroy()
    most = Math.max(most, clientIds)
    return clientIds < most
  }
  // On a slow machine it begins between two of them, and then no other does for long.
  for (let load = 0; load < 14 && !(await hasBegun()); load++) {
    const { doc, destroy } = await personal()
    writePreference(doc, 'load', load)
    await until('the server has it', async () => {
      const other = await personal()
      other.destroy()
      return readPreference(other.doc, 'load') === load
    })
    destroy()
  }
  await until('an epoch has begun', hasBegun)
  await first.page.keyboard.type('sentence')
  await second.context.setOffline(false)

  const drafts = async (): Promise<string> => {
    const { doc, destroy } = await personal()
    const said = JSON.stringify(
      [here, tunnel].map((id) => readDraft(doc, draftKeys.message(id, MAIN_BRANCH))),
    )
    destroy()
    return said
  }
  await until('both drafts are on the server', async () => {
    const said = await drafts()
    return said.includes('Half a sentence') && said.includes('Written in the tunnel')
  })
  for (const [{ page }, text] of [
    [first, 'Half a sentence'],
    [second, 'Written in the tunnel'],
  ] as const) {
    expect(await composer(page).textContent()).toBe(text)
    await page.reload()
    await seen(composer(page).getByText(text))
  }
  await first.context.close()
  await second.context.close()
})
