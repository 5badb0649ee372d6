/** Everybody's own place in one tree: paging, meeting at a fork, the main path, following, presenting. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  archiveBranch,
  changeSetting,
  deleteBranch,
  deleteMessage,
  fillWithText,
  readCursor,
  restoreBranch,
} from '../../shared/document/index.ts'
import type { BranchId, ConversationId, MessageId } from '../../shared/ids.ts'
import { conversationRoom, personalRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { type ModelServer, startModelServer } from '../helpers/model-server.ts'
import {
  act,
  composer,
  gone,
  message,
  openConversation,
  pager,
  quiet,
  reading,
  replies,
  seen,
  send,
} from '../helpers/pages.ts'

let models: ModelServer
let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  models = await startModelServer()
  models.models = [{ id: 'oak' }, { id: 'fig' }]
  banyan = await startBanyan({
    environment: { OPENAI_COMPATIBLE_URL: models.url, OPENAI_COMPATIBLE_NAME: 'Grove' },
  })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
  await models?.close()
})

/** A shared conversation of Ana's, as she wrote it over the protocol: long before anybody opens it. */
const written = async (title: string, write: (doc: Y.Doc) => void): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  peer.doc.transact(() => write(peer.doc))
  const reader = ana.sync(conversationRoom(id))
  await reader.synced
  await until('the server has it all', () => reader.doc.store.clients.size >= peer.doc.store.clients.size)
  reader.destroy()
  peer.destroy()
  return id
}

/** Messages one below the other: `first-1`, `first-2` and so on. */
const line = (doc: Y.Doc, name: string, count: number, after: string | null, branchId = 'main'): void => {
  for (let index = 1; index <= count; index++) {
    addMessage(
      doc,
      {
        id: `${name}-${index}`,
        author: ana.id,
        role: 'user',
        parentId: index === 1 ? after : `${name}-${index - 1}`,
        branchId,
        createdAt: 1_700_000_000_000 + index,
      },
      fillWithText(`${name} ${index}\n\n${'Some words that take their room on the page. '.repeat(6)}`),
    )
  }
}
const branch = (doc: Y.Doc, id: string, forkFrom: string | null, name?: string): void =>
  addBranch(
    doc,
    { id, createdBy: ana.id, forkFrom, parentBranch: 'main', createdAt: 1_700_000_000_000 },
    name === undefined ? {} : { name },
  )

const both = (id: ConversationId): Promise<void[]> =>
  Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))

/** How far a message stands from the top of the window. */
const topOf = (page: Page, id: string): Promise<number> =>
  page.locator(`[data-message-id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top)

const bringIntoSight = (page: Page, id: string): Promise<void> =>
  page.locator(`[data-message-id="${id}"]`).evaluate((element) => element.scrollIntoView({ block: 'start' }))

const isInSight = (page: Page, id: string): Promise<boolean> =>
  page.locator(`[data-message-id="${id}"]`).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 60 && top < window.innerHeight - 120
  })

const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

it('[C4] ways change by keys, the fork stays where it is, and the rail tells of the others', async () => {
  const id = await written('Ways', (doc) => {
    line(doc, 'trunk', 12, null)
    branch(doc, 'side', 'trunk-3', 'A longer way')
    line(doc, 'side', 12, 'trunk-3', 'side')
  })
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk 12'))
  // Only where the paths part.
  expect(await pager(page).count()).toBe(1)
  await bringIntoSight(page, 'trunk-3')
  await settled(page)
  const fork = page.locator('[data-fork="trunk-3"]')
  const top = (): Promise<number> => fork.evaluate((element) => element.getBoundingClientRect().top)
  const before = await top()
  await page.keyboard.press('Alt+PageDown')
  await seen(message(page, 'side 1'))
  await settled(page)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2)
  expect(await fork.textContent()).toContain('2/2')
  expect(await fork.textContent()).toContain('A longer way')
  expect(await message(page, 'trunk 4').count()).toBe(0)
  await page.keyboard.press('Alt+PageUp')
  await seen(message(page, 'trunk 4'))
  await settled(page)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2)
  // The same while one writes.
  await composer(page).click()
  await page.keyboard.press('Alt+PageDown')
  await seen(message(page, 'side 1'))

  const rail = page.getByRole('button', { name: /1 other way from here/ })
  await rail.hover()
  const card = page.locator('[data-radix-popper-content-wrapper]')
  await seen(card.getByText(/trunk 4/))
  expect(await card.textContent()).toMatch(/Ana.*9 messages/)
  expect(await card.textContent()).toMatch(/main path/)
  expect(await accessibilityProblems(page)).toEqual([])
  await rail.click()
  await seen(message(page, 'trunk 4'))
})

it('[C4] the pager keeps the keyboard at its first and its last way', async () => {
  const id = await written('By keys alone', (doc) => {
    line(doc, 'trunk', 4, null)
    branch(doc, 'side', 'trunk-3')
    line(doc, 'side', 1, 'trunk-3', 'side')
  })
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk 4'))
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
  await pager(page)
    .getByRole('button', { name: /Way 1 of 2/ })
    .focus()
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Next way')
  await page.keyboard.press('Enter')
  await seen(message(page, 'side 1'))
  expect(await focused()).toBe('Next way')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowLeft')
  await seen(message(page, 'trunk 4'))
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('Previous way')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await seen(message(page, 'side 1'))
  await page.keyboard.press('Enter')
  await seen(message(page, 'trunk 4'))
  expect(await focused()).toBe('Previous way')
})

it('[C3] [C4] the pager says which model wrote a way, and serves while replies stream in two branches', async () => {
  const id = await ana.newConversation('Two streams')
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  await both(id)
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held = (index: number) => async (piece: number) => {
    if (piece === 0) await gates[index]?.promise
  }
  models.script(
    { kind: 'stream', pieces: ['Oak begins', ' and ends.'], afterPiece: held(0) },
    { kind: 'stream', pieces: ['Fig begins', ' and ends.'], afterPiece: held(1) },
  )
  await send(anas.page, 'Who answers?')
  await seen(message(bens.page, 'Oak begins'))
  await act(message(bens.page, 'Who answers?'), 'Branch from here')
  await send(bens.page, 'Somebody else?')
  await seen(message(bens.page, 'Fig begins'))
  // Both are being written; Ana pages there and back.
  await until('the pager is there', async () => (await pager(anas.page).count()) === 1)
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'Fig begins'))
  expect(await message(anas.page, 'Oak begins').count()).toBe(0)
  await pager(anas.page).getByRole('button', { name: 'Previous way' }).click()
  await seen(message(anas.page, 'Oak begins'))
  gates[0]?.resolve()
  await seen(message(anas.page, 'Oak begins and ends.'))
  await seen(message(bens.page, 'Fig begins'))
  gates[1]?.resolve()
  await seen(message(bens.page, 'Fig begins and ends.'))
  await quiet(anas.page)
  models.script({ kind: 'stream', pieces: ['A third.'] })
  await act(replies(anas.page).first(), 'More')
  await anas.page.getByRole('menuitem', { name: /^fig/ }).click()
  await seen(message(anas.page, 'A third.'))
  expect(await pager(anas.page).last().textContent()).toMatch(/3\/3.*Ana.*fig/)
})

it('[C5] who answers or branches at the same time is told of quietly, and nothing moves', async () => {
  const id = await written('Meeting', (doc) => line(doc, 'trunk', 20, null))
  await both(id)
  await seen(message(anas.page, 'trunk 20'))
  await seen(message(bens.page, 'trunk 20'))
  models.script({ kind: 'stream', pieces: ['Yes.'] })
  // Ben writes without a network, Ana meanwhile; neither knows of the other.
  await bens.context.setOffline(true)
  await bens.page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await send(bens.page, 'Ben was here')
  await send(anas.page, 'Ana was here')
  await seen(replies(anas.page))
  await quiet(anas.page)
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, -1500)
  await settled(anas.page)
  await bens.context.setOffline(false)
  await bens.page.evaluate(() => window.dispatchEvent(new Event('online')))
  const before = await topOf(anas.page, 'trunk-17')
  await seen(anas.page.getByText('Ben also answered here.'))
  await seen(bens.page.getByText('Ana also answered here.'))
  await settled(anas.page)
  expect(Math.abs((await topOf(anas.page, 'trunk-17')) - before)).toBeLessThanOrEqual(1)
  // Both stand in the branch, and both are answered.
  await until('both are answered', async () => (await replies(bens.page).count()) === 2)
  expect((await reading(bens.page)).filter((text) => /was here/.test(text)).length).toBe(2)

  // A fork that comes to be above what somebody reads moves nothing either.
  await act(message(bens.page, 'trunk 19'), 'Branch from here')
  await send(bens.page, 'Ben goes another way')
  await seen(message(bens.page, 'Ben goes another way'))
  await until(
    'Ana knows of it',
    async () => (await anas.page.locator('[data-fork="trunk-19"]').count()) === 1,
  )
  expect(Math.abs((await topOf(anas.page, 'trunk-17')) - before)).toBeLessThanOrEqual(1)
  await act(message(anas.page, 'trunk 19'), 'Branch from here')
  await send(anas.page, 'Ana goes a third way')
  await seen(bens.page.getByText('Ana also branched here.'))
  await bens.page
    .locator('li')
    .filter({ hasText: 'Ana also branched here.' })
    .getByRole('button', { name: 'Show' })
    .click()
  await seen(message(bens.page, 'Ana goes a third way'))
})

/** Where one reads is told as the page has come to rest. */
const restsAt = (person: TestPerson, id: ConversationId, messageId: string): Promise<void> =>
  until('the page rests there', async () => {
    const peer = person.sync(personalRoom(person.id))
    await peer.synced
    const known = readCursor(peer.doc, id)
    peer.destroy()
    return known?.messageId === messageId
  })

/** Scrolls until a message begins where one is taken to read. */
const readAt = async (page: Page, id: string): Promise<void> => {
  await page.mouse.move(640, 400)
  await until('it stands where one reads', async () => {
    const left = await page.locator(`[data-message-id="${id}"]`).evaluate((element) => {
      const box = element.closest('[data-scroller]')?.getBoundingClientRect() ?? new DOMRect()
      return Math.round(element.getBoundingClientRect().top - (box.top + box.height * 0.25))
    })
    if (left !== 0) await page.mouse.wheel(0, left)
    await settled(page)
    return left === 0
  })
}

/** How far a message's words have moved on the screen, in pixels, by what somebody does. */
const movedBy = async (page: Page, id: string, act: () => Promise<void>): Promise<number> => {
  const words = page.locator(`[data-message-id="${id}"] p`).first()
  const top = (): Promise<number> => words.evaluate((element) => element.getBoundingClientRect().top)
  const before = await top()
  await act()
  await settled(page)
  return Math.abs((await top()) - before)
}

it('[C5] what one reads stays where it is while ways begin and go right above it, at the top and at the end', async () => {
  const id = await written('Standing still', (doc) => line(doc, 'trunk', 14, null))
  const { page } = bens
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk 14'))
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  const begin = async (name: string, from: string | null): Promise<void> => {
    peer.doc.transact(() => {
      branch(peer.doc, name, from)
      line(peer.doc, name, 1, from, name)
    })
    await seen(page.locator(`[data-fork="${from ?? 'start'}"]`))
  }

  // At the end, which the pager does not push up.
  expect(await movedBy(page, 'trunk-14', () => begin('last', 'trunk-14'))).toBeLessThanOrEqual(1)

  // In the middle, where the pager comes between what one reads and the message above it.
  await readAt(page, 'trunk-8')
  await restsAt(ben, id, 'trunk-8')
  expect(await movedBy(page, 'trunk-8', () => begin('side', 'trunk-7'))).toBeLessThanOrEqual(1)
  const end = async (): Promise<void> => {
    deleteBranch(peer.doc, 'side' as BranchId, ana.id)
    await gone(page.locator('[data-fork="trunk-7"]'))
  }
  expect(await movedBy(page, 'trunk-8', end)).toBeLessThanOrEqual(1)
  const shorter = async (): Promise<void> => {
    deleteMessage(peer.doc, 'trunk-7' as MessageId, ana.id)
    await seen(page.getByRole('article', { name: 'Deleted message of Ana' }))
  }
  expect(await movedBy(page, 'trunk-8', shorter)).toBeLessThanOrEqual(1)

  // At the very top, where browsers leave it to the page.
  await until('one is at the top', async () => {
    await page.mouse.wheel(0, -4000)
    return page.locator('[data-scroller="messages"]').evaluate((element) => element.scrollTop === 0)
  })
  await restsAt(ben, id, 'trunk-2')
  expect(await movedBy(page, 'trunk-2', () => begin('other', null))).toBeLessThanOrEqual(1)
  peer.destroy()
})

it('[C5] [B2] a reply that goes on above the question one reads does not push it down', async () => {
  const id = await written('Growing above', (doc) => line(doc, 'trunk', 6, null))
  await both(id)
  const { page } = bens
  const gate = Promise.withResolvers<void>()
  const paragraph = `${'Some words that take their room on the page. '.repeat(6)}\n\n`
  models.script(
    {
      kind: 'stream',
      pieces: ['It begins.\n\n', ...Array.from({ length: 12 }, () => paragraph), 'The last of it.'],
      afterPiece: async (piece) => {
        if (piece === 0) await gate.promise
      },
    },
    { kind: 'stream', pieces: [paragraph.repeat(8), 'Done below.'] },
  )
  await send(anas.page, 'The first question?')
  await seen(message(page, 'It begins.'))
  await send(page, 'The second question?')
  await seen(message(page, 'Done below.'))
  const question = (await message(page, 'The second question?').getAttribute('data-message-id')) ?? ''
  await readAt(page, question)
  await restsAt(ben, id, question)
  const goesOn = async (): Promise<void> => {
    gate.resolve()
    await seen(message(page, 'The last of it.'))
    await quiet(page)
  }
  expect(await movedBy(page, question, goesOn)).toBeLessThanOrEqual(1)
})

it('[C6] one’s own place is kept over reloads and devices, and nobody moves another', async () => {
  const id = await written('Places', (doc) => {
    line(doc, 'trunk', 4, null)
    branch(doc, 'side', 'trunk-2')
    line(doc, 'side', 14, 'trunk-2', 'side')
  })
  await both(id)
  await seen(message(anas.page, 'trunk 4'))
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side 1'))
  await bringIntoSight(anas.page, 'side-5')
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, 2)
  await seen(message(bens.page, 'trunk 4'))
  expect(await message(bens.page, 'side 1').count()).toBe(0)

  // The place is told once the page has come to rest: her other device knows it from the server.
  await until('the server knows', async () => {
    const peer = ana.sync(personalRoom(ana.id))
    await peer.synced
    const cursor = readCursor(peer.doc, id)
    peer.destroy()
    return cursor?.branchId === 'side' && cursor.messageId !== undefined
  })
  const device = await visit(browser, banyan.url, ana)
  await openConversation(device.page, banyan.url, id)
  await seen(device.page.locator('[data-message-id="side-5"]'))
  await until('the other device opens where she reads', () => isInSight(device.page, 'side-5'))
  await device.context.close()
  await anas.page.reload()
  await seen(message(anas.page, 'side 5'))
  await until('she is where she was', () => isInSight(anas.page, 'side-5'))
})

it('[C6] a device that has not heard of a branch yet comes to where one reads there, and forgets nothing', async () => {
  const id = await written('Devices', (doc) => line(doc, 'trunk', 14, null))
  const device = await visit(browser, banyan.url, ana)
  await openConversation(device.page, banyan.url, id)
  await seen(message(device.page, 'trunk 14'))
  await device.page.goto(`${banyan.url}/settings`)
  await openConversation(anas.page, banyan.url, id)
  await act(message(anas.page, 'trunk 12'), 'Branch from here')
  await send(anas.page, 'A new way')
  await seen(message(anas.page, 'A new way'))
  await quiet(anas.page)
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, -900)
  const cursor = async (): Promise<string | undefined> => {
    const peer = ana.sync(personalRoom(ana.id))
    await peer.synced
    const known = readCursor(peer.doc, id)
    peer.destroy()
    return known?.branchId === 'main' ? undefined : known?.messageId
  }
  await until('the server knows where she reads', async () => (await cursor()) !== undefined)
  const before = (await cursor()) ?? ''
  // What this device has kept of the conversation knows nothing of the branch, and its server is slow to tell.
  await seen(device.page.getByRole('navigation', { name: 'Conversations' }).getByText('Devices'))
  await device.page.getByRole('navigation', { name: 'Conversations' }).getByText('Devices').click()
  await seen(device.page.locator(`[data-message-id="${before}"]`))
  await seen(message(device.page, 'A new way'))
  await until('it shows what she read', () => isInSight(device.page, before))
  await settled(device.page)
  expect(await cursor()).toBe(before)
  await device.context.close()

  // A device that knows nothing at all comes there at once, and stays however often one reloads.
  const fresh = await visit(browser, banyan.url, ana)
  await openConversation(fresh.page, banyan.url, id)
  await until('it shows what she read', () => isInSight(fresh.page, before))
  for (let reload = 0; reload < 3; reload++) {
    const top = await topOf(fresh.page, before)
    await fresh.page.mouse.move(640, 400)
    await fresh.page.mouse.wheel(0, 1)
    await until('it is remembered', async () => (await cursor()) === before)
    await fresh.page.reload()
    await until('it is where it was', async () => {
      const now = fresh.page.locator(`[data-message-id="${before}"]`)
      return (await now.count()) === 1 && Math.abs((await topOf(fresh.page, before)) - top) < 12
    })
  }
  await fresh.context.close()
})

it('[C6] what was put away is nobody’s way in, also where it was the main path', async () => {
  const id = await written('A main path that goes', (doc) => {
    line(doc, 'trunk', 3, null)
    branch(doc, 'side', 'trunk-1', 'The plan')
    line(doc, 'side', 3, 'trunk-1', 'side')
    changeSetting(doc, 'mainBranch', 'side')
  })
  for (const [name, put] of [
    ['Dora', (doc: Y.Doc) => deleteBranch(doc, 'side' as BranchId, ana.id)],
    ['Emil', (doc: Y.Doc) => restoreBranch(doc, 'side' as BranchId)],
    ['Fay', (doc: Y.Doc) => archiveBranch(doc, 'side' as BranchId, true)],
  ] as const) {
    const peer = ana.sync(conversationRoom(id))
    await peer.synced
    put(peer.doc)
    const newcomer = await banyan.join(ana, name)
    const { page, context } = await visit(browser, banyan.url, newcomer)
    await openConversation(page, banyan.url, id)
    await seen(message(page, name === 'Emil' ? 'side 3' : 'trunk 3'))
    expect(await page.getByText(/deleted this branch|is archived/).count()).toBe(0)
    await context.close()
    peer.destroy()
  }
})

it('[C6] a collaborator sets the main path, takes it back, and a newcomer begins there', async () => {
  const id = await written('Main path', (doc) => {
    line(doc, 'trunk', 3, null)
    branch(doc, 'side', 'trunk-1', 'The plan')
    line(doc, 'side', 3, 'trunk-1', 'side')
  })
  await openConversation(bens.page, banyan.url, id)
  await seen(message(bens.page, 'trunk 3'))
  await seen(pager(bens.page).getByText('Main path'))
  await pager(bens.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(bens.page, 'side 3'))
  expect(await pager(bens.page).getByText('Main path').count()).toBe(0)
  const more = bens.page.locator('header').getByRole('button', { name: 'More', exact: true }).first()
  await more.click()
  await bens.page.getByRole('menuitem', { name: /Make this the main path/ }).click()
  await seen(pager(bens.page).getByText('Main path'))
  await bens.page.getByRole('button', { name: 'Undo' }).click()
  await gone(pager(bens.page).getByText('Main path'))
  await more.click()
  await bens.page.getByRole('menuitem', { name: /Make this the main path/ }).click()
  await seen(pager(bens.page).getByText('Main path'))

  const cleo = await banyan.join(ana, 'Cleo')
  const cleos = await visit(browser, banyan.url, cleo)
  await openConversation(cleos.page, banyan.url, id)
  await seen(message(cleos.page, 'side 3'))
  expect(await message(cleos.page, 'trunk 3').count()).toBe(0)
  await cleos.context.close()
})

it('[B5] [B6] avatars stand where people read; following moves with them until one moves oneself', async () => {
  const id = await written('Following', (doc) => {
    line(doc, 'trunk', 12, null)
    branch(doc, 'side', 'trunk-2', 'The garden')
    line(doc, 'side', 12, 'trunk-2', 'side')
  })
  await both(id)
  await seen(message(anas.page, 'trunk 12'))
  await seen(message(bens.page, 'trunk 12'))
  await bringIntoSight(anas.page, 'trunk-2')
  await settled(anas.page)
  await anas.page.locator('[data-fork="trunk-2"]').getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side 1'))
  // Ana has left Ben's path at the fork: there she stands, on his rail.
  const avatar = bens.page.getByRole('button', { name: /Ana is reading another branch from here/ })
  await seen(avatar)
  await avatar.click()
  await bens.page.getByRole('menuitem', { name: /Follow Ana/ }).click()
  await seen(bens.page.getByText('Following Ana'))
  await seen(message(bens.page, 'side 1'))
  await seen(anas.page.getByText('Ben follows you.'))
  await bringIntoSight(anas.page, 'side-8')
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, 3)
  await until('Ben sees what she sees', () => isInSight(bens.page, 'side-8'))
  expect(await accessibilityProblems(bens.page)).toEqual([])
  // His own scrolling ends it, and then her moves are hers.
  await bens.page.mouse.move(640, 400)
  await bens.page.mouse.wheel(0, -300)
  await gone(bens.page.getByText('Following Ana'))
  await gone(anas.page.getByText('Ben follows you.'))
  await anas.page.keyboard.press('Alt+PageUp')
  await seen(message(anas.page, 'trunk 3'))
  await seen(message(bens.page, 'side 8'))
  expect(await message(bens.page, 'trunk 3').count()).toBe(0)
})

it('[B6] who presents asks the others once; it ends when they leave', async () => {
  const id = await written('Presenting', (doc) => {
    line(doc, 'trunk', 3, null)
    branch(doc, 'side', 'trunk-1')
    line(doc, 'side', 3, 'trunk-1', 'side')
  })
  await both(id)
  await seen(message(bens.page, 'trunk 3'))
  const more = anas.page.locator('header').getByRole('button', { name: 'More', exact: true }).first()
  await more.click()
  await anas.page.getByRole('menuitem', { name: /^Present/ }).click()
  await seen(anas.page.getByText('You are presenting.'))
  await seen(bens.page.getByText('Ana is presenting'))
  await bens.page.locator('[data-strip]').getByRole('button', { name: 'Follow' }).click()
  await seen(bens.page.getByText('Following Ana'))
  await seen(anas.page.getByText('You are presenting. Ben follows you.'))
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side 3'))
  await seen(message(bens.page, 'side 3'))
  // A key of his own ends it, and he is not asked again.
  await bens.page.keyboard.press('End')
  await gone(bens.page.getByText('Following Ana'))
  expect(await bens.page.getByText('Ana is presenting').count()).toBe(0)
  await anas.page.goto(banyan.url)
  await openConversation(anas.page, banyan.url, id)
  expect(await anas.page.getByText('You are presenting.').count()).toBe(0)
})

it('the pages had nothing to complain of but lost connections', () => {
  const unexpected = [anas, bens]
    .flatMap(({ complaints }) => complaints)
    .filter((text) => !/WebSocket|ERR_(CONNECTION|INTERNET|NETWORK)|Failed to load resource/.test(text))
  expect(unexpected).toEqual([])
})
