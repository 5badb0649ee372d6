/** Reading a conversation: what replies may hold, and a page that stays where the reader is. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addReply, conversationRoots, readCursor, readMessages } from '../../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, personalRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import {
  type StockPeer,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
  until,
} from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { composer, gone, message, openConversation, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let bot: { readonly id: PrincipalId; readonly token: string }

beforeAll(async () => {
  banyan = await startBanyan()
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  bot = await ana.call('POST', '/api/bots', { name: 'Scribe' })
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

/** A conversation of Ana's in which the bot writes. */
const written = async (title: string): Promise<{ readonly id: ConversationId; readonly peer: StockPeer }> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'person', id: bot.id }, level: 'collaborate' }])
  const peer = stockPeer(banyan.url, conversationRoom(id), { authorization: `Bearer ${bot.token}` })
  await peer.synced
  return { id, peer }
}
const reply = ({ doc }: StockPeer, id: string, text: string, branchId: string = MAIN_BRANCH) =>
  addReply(
    doc,
    { id, author: bot.id, role: 'assistant', parentId: null, branchId, createdAt: Date.now() },
    text,
  )
const entry = (page: Page, id: string) => page.locator(`article[data-message-id="${id}"]`)
const scroller = (page: Page) => page.locator('[data-scroller="messages"]')

const RICH = [
  '<think>What would a reader want?</think>',
  'A table and a formula, $e^{i\\pi} = -1$, for $5.',
  '| tree | age |\n| --- | --- |\n| banyan | 250 |',
  '$$\n\\int_0^1 x^2 \\, dx = \\frac{1}{3}\n$$',
  '- [x] planted\n- [ ] watered',
  'H<sub>2</sub>O, over<br>two lines, <sub onclick="window.pwned=1">as written</sub>.[^1]\n\n[^1]: Says *who*.',
  '```ts\nconst tree: string = "banyan" // old\n```',
  'The end of it.',
].join('\n\n')

it('[E7] replies show code with its colours and a way to copy it, tables, formulas, and thoughts folded away', async () => {
  const { id, peer } = await written('Rich replies')
  reply(peer, 'rich-1', RICH)
  const { page, context, complaints } = await visit(browser, banyan.url, ana)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openConversation(page, banyan.url, id)
  const rich = entry(page, 'rich-1')
  await seen(rich.getByText('The end of it.'))
  expect(await rich.getByRole('cell', { name: 'banyan' }).count()).toBe(1)
  await seen(rich.locator('.hljs-keyword').filter({ hasText: 'const' }))
  await until(
    'both formulas are set',
    async () => (await rich.locator('[data-formula="set"] math').count()) === 2,
  )
  expect(await rich.getByText('for $5.').count()).toBe(1)
  expect(await rich.getByRole('checkbox', { name: 'Done', exact: true }).isChecked()).toBe(true)
  expect(await rich.getByRole('checkbox', { name: 'Not done' }).isChecked()).toBe(false)
  expect(await rich.locator('sub').allTextContents()).toEqual(['2'])
  expect(await rich.locator('sup').allTextContents()).toEqual(['1', '1'])
  expect(await rich.getByText('<sub onclick="window.pwned=1">as written</sub>').count()).toBe(1)
  expect(await rich.locator('em').textContent()).toBe('who')
  // Its fonts are the server's own.
  await page.evaluate(() => document.fonts.ready)
  expect(await page.evaluate(() => document.fonts.check('16px KaTeX_Main'))).toBe(true)

  const thought = rich.getByText('What would a reader want?')
  expect(await thought.isVisible()).toBe(false)
  await rich.getByText('Thought for a while').click()
  expect(await thought.isVisible()).toBe(true)

  await rich.getByRole('button', { name: 'Copy code' }).click()
  await seen(rich.getByRole('button', { name: 'Copied' }))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'const tree: string = "banyan" // old',
  )
  expect(await accessibilityProblems(page, 'article')).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
  peer.destroy()
})

it('[LOOK-3] formulas of a hostile author load nothing, run nothing and stand as they were written', async () => {
  const { id, peer } = await written('Hostile formulas')
  reply(
    peer,
    'hostile-2',
    [
      '$\\href{javascript:window.pwned=1}{press}$',
      '$\\includegraphics{https://evil.example/x.png}$',
      '$\\htmlStyle{position:fixed;inset:0}{over all}$',
      '$\\def\\a{\\a\\a}\\a$',
      'The end of it.',
    ].join('\n\n'),
  )
  const { page, context, complaints } = await visit(browser, banyan.url, ana)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await openConversation(page, banyan.url, id)
  const hostile = entry(page, 'hostile-2')
  await seen(hostile.locator('[data-formula="set"]'))
  await seen(hostile.locator('[data-formula="written"]'))
  expect(await hostile.locator('a[href], img, [style*="fixed"]').count()).toBe(0)
  expect(asked.filter((url) => url.includes('evil'))).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
  peer.destroy()
})

/** Where a message stands on the screen, from the top of what is seen. */
const topOf = (page: Page, id: string): Promise<number> =>
  entry(page, id).evaluate((element) => Math.round(element.getBoundingClientRect().top))
const fromTheEnd = (page: Page): Promise<number> =>
  scroller(page).evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)

it('[B2] whoever reads further up stays there while replies stream and messages come; at the end one follows', async () => {
  const { id, peer } = await written('A long one')
  for (let index = 0; index < 80; index++)
    reply(peer, `message-${index}`, `Message ${index}. ${'Some words. '.repeat(40)}`)
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'message-79'))
  await until('one is at the end', async () => (await fromTheEnd(page)) < 3)

  // At the end: the page goes along with what is written.
  const body = reply(peer, 'stream-1', 'It begins. ')
  for (let piece = 0; piece < 10; piece++)
    body.insert(body.length, `\n\nPiece ${piece} of it. ${'Word '.repeat(60)}`)
  await seen(message(page, 'Piece 9 of it.'))
  await until('one is still at the end', async () => (await fromTheEnd(page)) < 3)

  // Further up: nothing moves.
  await entry(page, 'message-70').scrollIntoViewIfNeeded()
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, -300)
  await seen(page.getByRole('button', { name: 'Jump to latest' }))
  // What is scrolled to is laid out for the first time: wait until the page is still.
  let before = Number.NaN
  await until('the page is still', async () => {
    const now = await topOf(page, 'message-70')
    const isStill = now === before
    before = now
    return isStill
  })
  for (let piece = 0; piece < 10; piece++)
    body.insert(body.length, `\n\nMore ${piece}. ${'Word '.repeat(60)}`)
  reply(peer, 'last-1', 'Another one below.')
  await until('it has all arrived', async () =>
    page.evaluate(() => document.body.textContent?.includes('Another one below.') ?? false),
  )
  expect(Math.abs((await topOf(page, 'message-70')) - before)).toBeLessThanOrEqual(1)

  // Earlier messages are drawn above while one scrolls there: what one reads stays put.
  await until('earlier ones are drawn', async () => {
    await page.mouse.wheel(0, -1200)
    return (await entry(page, 'message-20').count()) > 0
  })
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await until('one is at the end again', async () => (await fromTheEnd(page)) < 3)
  await seen(message(page, 'Another one below.'))
  await context.close()
  peer.destroy()
})

/** What React drew each button of a message with: another object once it is drawn again. */
const drawnWith = (page: Page, id: string): Promise<unknown> =>
  page.evaluateHandle(
    (messageId) =>
      [...document.querySelectorAll(`[data-message-id="${messageId}"] button`)].map(
        (button) => Object.entries(button).find(([key]) => key.startsWith('__reactProps'))?.[1] as unknown,
      ),
    id,
  )

it('[APP-10] what one sends, and its answer, draw no other message anew', async () => {
  const { id, peer } = await written('Drawn once')
  reply(peer, 'first-1', 'The first of it.')
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'first-1').getByRole('button', { name: 'Copy', exact: true }))
  await send(page, 'To begin with')
  await seen(entry(page, 'first-1'))
  await seen(page.getByRole('article', { name: 'Banyan: message' }).first())
  await until('nothing is on its way', async () => (await page.getByLabel('Stop').count()) === 0)
  const before = await drawnWith(page, 'first-1')
  await send(page, 'And a second time')
  await seen(message(page, 'And a second time'))
  await until('it is answered', async () => (await page.getByRole('article').count()) === 5)
  const isSame = await page.evaluate(
    ([then, now]) =>
      Array.isArray(then) &&
      Array.isArray(now) &&
      then.length > 2 &&
      then.length === now.length &&
      then.every((props, index) => props !== undefined && props === now[index]),
    [before, await drawnWith(page, 'first-1')] as const,
  )
  expect(isSame).toBe(true)
  await context.close()
  peer.destroy()
})

it('[APP-9] what the first screen is drawn with is asked for beside the program, not by it', async () => {
  const { id, peer } = await written('At once')
  reply(peer, 'first-1', 'The first of it.')
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'first-1'))
  const html = await (await page.request.get(page.url(), { headers: { accept: 'text/html' } })).text()
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  const first = /\/(frame|conversation)-[^/]*\.(js|css)$|hyperlegible-next-latin-wght-normal/
  const wanted = fetched.filter((name) => first.test(name))
  expect(wanted.length).toBe(5)
  expect(wanted.filter((name) => !html.includes(new URL(name).pathname))).toEqual([])
  await context.close()
  peer.destroy()
})

it('[DIR-4] what came while one was away begins below a line, and there is a way to it', async () => {
  const { id, peer } = await written('Away and back')
  for (let index = 0; index < 6; index++)
    reply(peer, `read-${index}`, `Read ${index}. ${'Some words. '.repeat(60)}`)
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'read-5'))
  expect(await page.locator('[data-unread-line]').count()).toBe(0)
  // That one has read so far is in one's own document, on the server.
  await until('it is noted', async () => {
    const own = ana.sync(`personal/${ana.id}`)
    await own.synced
    const noted = [...own.doc.getMap('reads').entries()].some(
      ([key, value]) => key.startsWith(`${id}/stopped`) && value === 6,
    )
    own.destroy()
    return noted
  })
  await page.goto(`${banyan.url}/`)
  for (let index = 0; index < 12; index++)
    reply(peer, `new-${index}`, `New ${index}. ${'Some words. '.repeat(60)}`)
  // What comes after one has opened it is read as it comes.
  await until('all of it is on the server', async () => {
    const own = ana.sync(conversationRoom(id))
    await own.synced
    const there = readMessages(conversationRoots(own.doc)).length
    own.destroy()
    return there === 18
  })
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'new-11'))
  const line = page.getByRole('separator', { name: 'New since you were here' })
  await until('the line stands above the first of them', async () =>
    page.evaluate(
      () =>
        document.querySelector('[data-unread-line]')?.parentElement?.querySelector('article')?.dataset
          .messageId === 'new-0',
    ),
  )
  await page.getByRole('button', { name: 'To where I stopped' }).click()
  await seen(line)
  await until('it is in sight', async () => {
    const top = await topOf(page, 'new-0')
    return top > 0 && top < 700
  })
  await until(
    'and the button gone',
    async () => (await page.getByRole('button', { name: 'To where I stopped' }).count()) === 0,
  )
  expect(await accessibilityProblems(page, '[data-scroller="messages"]')).toEqual([])
  await context.close()
  peer.destroy()
})

/** What is drawn of a conversation, however long it is: some screens of it. */
const FEW = 60
const MANY = 150
const drawn = (page: Page): Promise<number> => page.getByRole('article').count()

/** To a message through the map, as one finds it among two thousand. */
const goThere = async (page: Page, id: string, words: string): Promise<void> => {
  await page.keyboard.press('ControlOrMeta+.')
  const map = page.getByRole('dialog', { name: 'Map' })
  await seen(map.getByRole('treeitem'))
  await page.keyboard.press('/')
  await page.keyboard.type(words)
  await seen(map.getByText(/^\d messages?$/))
  await page.keyboard.press('Enter')
  await map.getByRole('button', { name: 'Go there' }).click()
  await gone(map)
  await until('it is in sight', () => isInSight(page, id))
}
const isInSight = async (page: Page, id: string): Promise<boolean> => {
  if ((await entry(page, id).count()) === 0) return false
  const top = await topOf(page, id)
  return top > 0 && top < 600
}

it('[APP-11] of 2,000 messages some screens are drawn, wherever one reads, jumps and comes back to', async () => {
  const id = await ana.newConversation('Two thousand')
  await writeAs(ana, id, (doc) => {
    line(doc, ana.id, 'trunk', 2000, null, 'main', `. ${'Some words. '.repeat(20)}`)
    fork(doc, ana.id, 'side', 'trunk-50')
    line(doc, ana.id, 'side', 3, null, 'side')
  })
  const { page, context, complaints } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'trunk-2000'))

  // Back to where one has read far up.
  await goThere(page, 'trunk-100', 'trunk says 100.')
  expect(await drawn(page)).toBeLessThan(FEW)
  await until('the place is noted', async () => {
    const own = ana.sync(personalRoom(ana.id))
    await own.synced
    const noted = readCursor(own.doc, id)?.messageId
    own.destroy()
    return noted?.startsWith('trunk-10') === true
  })
  const before = await topOf(page, 'trunk-100')
  await page.reload()
  await until(
    'it stands where it stood',
    async () =>
      (await entry(page, 'trunk-100').count()) === 1 &&
      Math.abs((await topOf(page, 'trunk-100')) - before) <= 2,
  )
  expect(await drawn(page)).toBeLessThan(FEW)
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await until('one is at the end', () => isInSight(page, 'trunk-2000'))
  expect(await drawn(page)).toBeLessThan(FEW)

  // On and on down to the end, where one follows again.
  await goThere(page, 'trunk-1850', 'trunk says 1850.')
  await scroller(page).hover()
  await until('one has come to the end', async () => {
    await page.mouse.wheel(0, 2500)
    expect(await drawn(page)).toBeLessThan(MANY)
    return (await entry(page, 'trunk-2000').count()) === 1 && (await fromTheEnd(page)) < 3
  })
  await writeAs(ana, id, (doc) => line(doc, ana.id, 'more', 3, 'trunk-2000'))
  await until('what comes is followed', () =>
    entry(page, 'more-3').evaluate((element) => element.getBoundingClientRect().bottom < window.innerHeight),
  )

  // A fork that is too far away to be drawn is found by its keys, and the End key finds the end.
  await page.keyboard.press('Alt+PageDown')
  await until('the other way is in sight', () => isInSight(page, 'side-1'))
  await page.keyboard.press('Alt+PageUp')
  await until('the first way is back', () => isInSight(page, 'trunk-51'))
  expect(await drawn(page)).toBeLessThan(MANY)
  await scroller(page).click({ position: { x: 20, y: 300 } })
  await page.keyboard.press('End')
  await until('one is at the end again', async () => (await entry(page, 'more-3').count()) === 1)
  expect(await accessibilityProblems(page, '[data-scroller="messages"]')).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
})

it('[APP-11] what one edits is drawn and kept, however far it is from where one reads', async () => {
  const { id, peer } = await written('Far up')
  await writeAs(ana, id, (doc) => line(doc, ana.id, 'mine', 1, null))
  for (let index = 0; index < 150; index++)
    reply(peer, `reply-${index}`, `Reply ${index}. ${'Some words. '.repeat(40)}`)
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'reply-149'))
  expect(await entry(page, 'mine-1').count()).toBe(0)
  await composer(page).click()
  await page.keyboard.press('ArrowUp')
  const editor = page.getByRole('textbox', { name: 'Edit message' })
  const isFocused = (): Promise<boolean> =>
    editor.evaluate((element) => document.activeElement === element).catch(() => false)
  await until('the cursor is in it', isFocused)
  await until('it is in sight', () => isInSight(page, 'mine-1'))
  await page.keyboard.type(' and more')

  // Far away from it, it is not lost, and takes the keyboard from nothing.
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await until('one is at the end', () => isInSight(page, 'reply-149'))
  await until('it is out of sight', async () => !(await editor.isVisible()))
  await composer(page).click()
  await page.keyboard.press('ArrowUp')
  await until('the cursor is in it again', isFocused)
  await until('it is in sight again', () => isInSight(page, 'mine-1'))
  expect(await editor.textContent()).toBe('mine says 1 and more')
  await page.keyboard.press('Escape')
  await gone(editor)
  await context.close()
  peer.destroy()
})
