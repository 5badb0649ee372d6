/** A conversation is written anew while one of two people is off line: both go on, and nothing of theirs is lost. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
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
import { type ConversationId, MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { conversationRoom, personalRoom, talkRoom } from '../../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import {
  composer,
  gone,
  message,
  openConversation,
  quiet,
  replies,
  seen,
  send,
  write,
} from '../helpers/pages.ts'
import { line, openTalk, say as sayLine } from '../helpers/talk.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson

beforeAll(async () => {
  banyan = await startBanyan({ config: { epochs: { clientIds: 12, quietMilliseconds: 300 } } })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

/** Writes as so many page loads would, each under a client id of its own. */
const crowd = async (id: ConversationId, loads: number): Promise<void> => {
  for (let load = 0; load < loads; load++) {
    const peer = ana.sync(conversationRoom(id))
    await peer.synced
    const text = `Note ${load}`
    const head = conversationRoots(peer.doc).order.toArray().at(-1)?.[0] ?? null
    addMessage(
      peer.doc,
      {
        id: `note-${load}`,
        author: ana.id,
        role: 'user',
        parentId: head,
        branchId: MAIN_BRANCH,
        createdAt: Date.now(),
      },
      fillWithText(text),
    )
    await until('the server has it', () =>
      conversationRoots(peer.doc)
        .order.toArray()
        .some(([known]) => known === `note-${load}`),
    )
    peer.destroy()
  }
}

const hasEnded = async (id: ConversationId, epoch: number): Promise<boolean> => {
  const url = `${banyan.url}/api/conversations/${id}/epochs/${epoch}`
  return (await fetch(url, { headers: { cookie: ana.cookie } })).ok
}

it('[EPOCH-6] one on line and one off line go on across an epoch: new messages arrive once, the rest is kept', async () => {
  const id = await ana.newConversation('Tidied up')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const anas = await visit(browser, banyan.url, ana)
  const bens = await visit(browser, banyan.url, ben)
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

  await bens.context.setOffline(true)
  await second.evaluate(() => window.dispatchEvent(new Event('offline')))
  await bens.page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await send(bens.page, 'My careful addition')
  await seen(message(bens.page, 'My careful addition'))
  await seen(bens.page.getByText(/Saved on this device/))

  // Whoever is in the middle of a sentence stays in it.
  await write(anas.page, 'After the ')
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
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
  expect(await bens.page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
  await bens.page.reload()
  await seen(message(bens.page, 'My careful addition'))
  const { doc, synced, destroy } = ana.sync(conversationRoom(id))
  await synced
  const said = conversationRoots(doc).messages.map((entry) => (entry.get('m') as { id: string }).id)
  expect(new Set(said).size).toBe(said.length)
  destroy()
})

it('[EPOCH-6] [TALK-7] in side talk what one said off line arrives once, and others’ corrections are not taken for one’s own', async () => {
  const id = await ana.newConversation('Tidied up beside')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const first = ana.sync(talkRoom(id))
  await first.synced
  const say = (doc: Y.Doc, line: string, text: string): void =>
    addTalk(doc, { id: line as MessageId, author: ana.id, createdAt: Date.now() }, fillWithText(text))
  say(first.doc, 'line', 'Shall we')
  const bens = await visit(browser, banyan.url, ben)
  await openConversation(bens.page, banyan.url, id)
  await openTalk(bens.page)
  await seen(line(bens.page, 'Shall we'))
  await quiet(bens.page)

  await bens.context.setOffline(true)
  await bens.page.evaluate(() => window.dispatchEvent(new Event('offline')))
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
  const ended = `${banyan.url}/api/conversations/${id}/talk/epochs/1`
  const headers = { cookie: ana.cookie }
  await until('an epoch has ended', async () => (await fetch(ended, { headers })).ok, 20_000)

  await bens.context.setOffline(false)
  await seen(line(bens.page, 'Let us'))
  await seen(line(bens.page, 'Note 11'))
  const later = ana.sync(talkRoom(id))
  await later.synced
  await until('it has arrived', () => readTalk(later.doc).some(({ author }) => author === ben.id))
  await quiet(bens.page)
  expect(await line(bens.page, 'My aside').count()).toBe(1)
  expect(readTalk(later.doc).filter(({ author }) => author === ben.id)).toHaveLength(1)
  expect(await bens.page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
  later.destroy()
})

it('[EPOCH-6] a draft that two write together goes on across an epoch, and so does whoever is writing in it', async () => {
  const id = await ana.newConversation('Written together')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const anas = await visit(browser, banyan.url, ana)
  const bens = await visit(browser, banyan.url, ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await write(anas.page, 'Before it, ')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  const draft = (page: Page) => page.locator('[data-shared-draft]').getByRole('textbox')
  await seen(draft(bens.page))
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
  await seen(message(anas.page, 'Note 11'))
  await until('her cursor is in it', () =>
    draft(anas.page).evaluate((element) => document.activeElement === element),
  )
  await seen(anas.page.getByText('Saved', { exact: true }))
  await anas.page.keyboard.type('after it')
  await until('both have all of it', async () => {
    const texts = await Promise.all([anas, bens].map(({ page }) => draft(page).textContent()))
    return texts.every((text) => text?.replace(/[\u2060]/g, '').replace(/Ana$/, '') === 'Before it, after it')
  })
  await anas.page.keyboard.press('Control+Enter')
  await seen(message(bens.page, 'Before it, after it'))
  expect(await message(bens.page, 'Before it, after it').count()).toBe(1)
  await anas.context.close()
  await bens.context.close()
})

/** A draft's text, without the carets that stand in it. */
const wordsOf = (page: Page): Promise<string> =>
  page
    .locator('[data-shared-draft]')
    .getByRole('textbox')
    .evaluate((element) => {
      const copy = element.cloneNode(true) as HTMLElement
      for (const caret of copy.querySelectorAll('[data-caret-of]')) caret.remove()
      return copy.textContent ?? ''
    })

it('[EPOCH-22] whoever writes in a shared draft across an epoch loses neither words nor cursor, with two tabs open, too', async () => {
  const id = await ana.newConversation('Without a pause')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const anas = await visit(browser, banyan.url, ana)
  const bens = await visit(browser, banyan.url, ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  // A second tab has all that the first one stores, and is not to write it anew as well.
  const second = await anas.context.newPage()
  await openConversation(second, banyan.url, id)
  await write(anas.page, 'Begun. ')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  const draft = bens.page.locator('[data-shared-draft]').getByRole('textbox')
  await seen(draft)
  await seen(anas.page.locator('[data-shared-draft]').getByRole('textbox').and(anas.page.locator(':focus')))
  await seen(anas.page.getByText('Saved', { exact: true }))
  await anas.context.setOffline(true)
  for (const tab of [anas.page, second]) await tab.evaluate(() => window.dispatchEvent(new Event('offline')))
  await anas.page.keyboard.type('Off line. ')
  await expect.poll(() => wordsOf(second), { timeout: 20_000 }).toBe('Begun. Off line. ')
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
  await anas.context.setOffline(false)
  for (const tab of [anas.page, second]) await tab.evaluate(() => window.dispatchEvent(new Event('online')))
  await seen(message(anas.page, 'Note 11'))
  await seen(anas.page.getByText('Saved', { exact: true }))
  // Without a click: the cursor is where it was.
  await anas.page.keyboard.type('On line.')
  for (const page of [bens.page, anas.page, second]) {
    await expect.poll(() => wordsOf(page), { timeout: 20_000 }).toBe('Begun. Off line. On line.')
  }
  for (const page of [anas.page, second, bens.page]) {
    expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
  }
  await anas.context.close()
  await bens.context.close()
})

/** Whether these words are in work that this device has set aside. */
const isOnShelf = (page: Page, words: string): Promise<boolean> =>
  page.evaluate(
    ([name, wanted]) =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onerror = () => reject(new Error('There is no index.'))
        opening.onsuccess = () => {
          const all = opening.result.transaction('shelf').objectStore('shelf').getAll()
          all.onsuccess = () => {
            opening.result.close()
            const works = all.result as { update: Uint8Array }[]
            resolve(works.some(({ update }) => new TextDecoder().decode(update).includes(wanted)))
          }
        }
      }),
    [`banyan:${ben.id}:index`, words] as const,
  )

/** Lets the page join a conversation anew only once it may; to be called before it has joined. */
const holdable = async (page: Page, id: ConversationId) => {
  let isHeld = false
  let letGo = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.routeWebSocket(
    (url) => url.pathname.endsWith(`/${conversationRoom(id)}`),
    async (socket) => {
      if (isHeld) await gate
      socket.connectToServer()
    },
  )
  return {
    hold: () => {
      isHeld = true
    },
    letGo,
  }
}

it('[EPOCH-22] what is typed while the next epoch is on its way is in it, and so it is where the page is closed before it came', async () => {
  for (const ending of ['it comes', 'closed before'] as const) {
    const id = await ana.newConversation(`Held up: ${ending}`)
    await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
    const bens = await visit(browser, banyan.url, ben)
    const network = await holdable(bens.page, id)
    await openConversation(bens.page, banyan.url, id)
    await write(bens.page, 'Begun. ')
    await bens.page.getByRole('button', { name: 'Write together' }).click()
    await seen(bens.page.locator('[data-shared-draft]').getByRole('textbox').and(bens.page.locator(':focus')))
    await seen(bens.page.getByText('Saved', { exact: true }))
    network.hold()
    await crowd(id, 12)
    await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
    await until('its copy is on its way out', () =>
      bens.page.getByRole('button', { name: 'Send draft' }).isDisabled(),
    )
    await bens.page.keyboard.type('Typed ')
    await bens.page.keyboard.type('in between. ')
    expect(await wordsOf(bens.page)).toBe('Begun. Typed in between. ')
    let { page } = bens
    if (ending === 'it comes') {
      network.letGo()
      await page.keyboard.type('Typed on. ')
      await seen(message(page, 'Note 11'))
      await page.keyboard.type('Typed behind.')
    } else {
      await until('it is set aside', () => isOnShelf(page, 'in between. '))
      page = await bens.context.newPage()
      await bens.page.close()
      await openConversation(page, banyan.url, id)
    }
    const words = `Begun. Typed in between. ${ending === 'it comes' ? 'Typed on. Typed behind.' : ''}`
    await expect.poll(() => wordsOf(page), { timeout: 20_000 }).toBe(words)
    await seen(page.getByText('Saved', { exact: true }))
    expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
    await bens.context.close()
  }
})

it('[EPOCH-22] whoever moves the cursor just before or just after the next epoch comes writes there, and over what they have selected', async () => {
  for (const moved of ['before', 'after'] as const) {
    const id = await ana.newConversation(`In motion: ${moved}`)
    await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
    const { context, page } = await visit(browser, banyan.url, ben)
    const network = await holdable(page, id)
    await openConversation(page, banyan.url, id)
    await write(page, 'to all of you')
    await page.getByRole('button', { name: 'Write together' }).click()
    await seen(page.locator('[data-shared-draft]').getByRole('textbox').and(page.locator(':focus')))
    await seen(page.getByText('Saved', { exact: true }))
    network.hold()
    await crowd(id, 12)
    const sending = page.getByRole('button', { name: 'Send draft' })
    await until('its copy is on its way out', () => sending.isDisabled(), 20_000)
    if (moved === 'before') {
      // A busy page hears of a key at once, and of what it did to the cursor only after the epoch has come.
      await page.evaluate(() =>
        window.addEventListener('selectionchange', (event) => event.stopImmediatePropagation(), true),
      )
      await page.keyboard.press('Control+Home')
      await page.keyboard.press('Control+Shift+ArrowRight')
    } else {
      // As Ctrl+Home does, in the first moment.
      await page.evaluate(() =>
        window.addEventListener(
          'focusin',
          () =>
            setTimeout(() => {
              getSelection()?.modify('move', 'backward', 'documentboundary')
              document.body.dataset.moved = 'true'
            }),
          { once: true },
        ),
      )
    }
    network.letGo()
    await until('the next epoch is here', () => sending.isEnabled(), 20_000)
    if (moved === 'after') await seen(page.locator('body[data-moved]'))
    await page.keyboard.type('Good morning ')
    const words = moved === 'before' ? /^Good morning \s?all of you$/ : /^Good morning to all of you$/
    await expect.poll(() => wordsOf(page), { timeout: 20_000 }).toMatch(words)
    await context.close()
  }
})

it('[EPOCH-22] what one wrote off line in a shared draft, and that one sent it, comes into the next epoch', async () => {
  const id = await ana.newConversation('Written apart')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const anas = await visit(browser, banyan.url, ana)
  const bens = await visit(browser, banyan.url, ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await write(anas.page, 'We meet at noon')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  const draft = (page: Page) => page.locator('[data-shared-draft]').getByRole('textbox')
  await seen(draft(bens.page))
  await seen(bens.page.getByText('Saved', { exact: true }))
  await bens.context.setOffline(true)
  await bens.page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await draft(bens.page).click()
  await bens.page.keyboard.press('Control+End')
  await bens.page.keyboard.type(' by the tree')
  await bens.page.keyboard.press('Control+Enter')
  await seen(message(bens.page, 'We meet at noon by the tree'))

  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
  await seen(message(anas.page, 'Note 11'))
  await draft(anas.page).click()
  await anas.page.keyboard.press('Control+Home')
  await anas.page.keyboard.type('Dear all. ')
  await seen(anas.page.getByText('Saved', { exact: true }))

  await bens.context.setOffline(false)
  await bens.page.evaluate(() => window.dispatchEvent(new Event('online')))
  for (const { page } of [anas, bens]) {
    await seen(message(page, 'Dear all. We meet at noon by the tree'))
    await gone(page.locator('[data-shared-draft]'))
    await until('it is answered', async () => (await replies(page).count()) === 1)
    await quiet(page)
    expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
  }
  await anas.context.close()
  await bens.context.close()
})

it('[EPOCH-6] a change that cannot be carried over lies on the shelf, and only one’s own does', async () => {
  const id = await ana.newConversation('Old title')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const { page, context } = await visit(browser, banyan.url, ben)
  await openConversation(page, banyan.url, id)
  await seen(page.getByText('Saved', { exact: true }))
  await context.setOffline(true)
  await page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await page.getByRole('heading', { name: 'Old title' }).getByRole('button').click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Title of the tunnel')
  await page.keyboard.press('Enter')
  await seen(page.getByText(/Saved on this device/))
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  changeSetting(peer.doc, 'title', 'New title')
  changeSetting(peer.doc, 'systemPrompt', 'Be brief.')
  await context.setOffline(false)
  const shelf = page.getByRole('region', { name: 'Your shelf' })
  await seen(shelf)
  const words = (await shelf.textContent()) ?? ''
  expect(words).toContain('rebuilt on the server')
  expect(words).toContain('title: Title of the tunnel')
  expect(words).not.toContain('Be brief.')
  expect(words).not.toContain('Note')
  await seen(message(page, 'Note 11'))
  peer.destroy()
})

it('[EPOCH-20] what was written off line in a tab that is closed by then arrives all the same', async () => {
  const id = await ana.newConversation('Two tabs')
  const { context, page } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await send(page, 'While on line')
  await seen(replies(page))
  await quiet(page)
  const second = await context.newPage()
  await openConversation(second, banyan.url, id)
  await seen(message(second, 'While on line'))

  await context.setOffline(true)
  for (const tab of [second, page]) await tab.evaluate(() => window.dispatchEvent(new Event('offline')))
  await send(page, 'In the tab that closes')
  await seen(message(second, 'In the tab that closes'))
  await page.close()
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
  await context.setOffline(false)

  await seen(message(second, 'Note 11'))
  await seen(message(second, 'In the tab that closes'))
  await quiet(second)
  await seen(second.getByText('Saved', { exact: true }))
  expect(await message(second, 'In the tab that closes').count()).toBe(1)
  expect(await second.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
  const { doc, synced, destroy } = ana.sync(conversationRoom(id))
  await synced
  expect(JSON.stringify(conversationRoots(doc).messages)).toContain('In the tab that closes')
  destroy()
})

it('[EPOCH-20] what was written in a tab that stays off line longer than another one is kept by both', async () => {
  const id = await ana.newConversation('One after the other')
  const { context, page } = await visit(browser, banyan.url, ana)
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
  await context.setOffline(true)
  for (const tab of [second, page]) await tab.evaluate(() => window.dispatchEvent(new Event('offline')))
  await seen(page.getByText(/Offline/))
  await send(page, 'In the slower tab')
  await seen(message(second, 'In the slower tab'))
  await crowd(id, 12)
  await until('an epoch has ended', () => hasEnded(id, 1), 20_000)
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
  expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
})

it('[EPOCH-6] one’s own document begins an epoch while one writes, on line and off: drafts stay and go on', async () => {
  const here = await ana.newConversation('On line')
  const tunnel = await ana.newConversation('Off line')
  const first = await visit(browser, banyan.url, ana)
  const second = await visit(browser, banyan.url, ana)
  await openConversation(first.page, banyan.url, here)
  await openConversation(second.page, banyan.url, tunnel)
  await write(first.page, 'Half a ')
  await seen(second.page.getByText('Saved', { exact: true }))
  await second.context.setOffline(true)
  await second.page.evaluate(() => window.dispatchEvent(new Event('offline')))
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
