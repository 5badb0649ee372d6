/** A conversation is written anew while people write a draft together in it: neither words nor cursors are lost. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { type TestPerson, until } from '../helpers/banyan.ts'
import { goOffLine, goOnLine } from '../helpers/browser.ts'
import { it } from '../helpers/epochs.ts'
import { gone, message, openConversation, quiet, replies, seen, shelf, write } from '../helpers/pages.ts'

const draft = (page: Page): Locator => page.locator('[data-shared-draft]').getByRole('textbox')

/** A draft's text, without the carets that stand in it. */
const wordsOf = (page: Page): Promise<string> =>
  draft(page).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('[data-caret-of]')) caret.remove()
    return copy.textContent ?? ''
  })

/** Whether these words are in work that this device has set aside. */
const isOnShelf = (page: Page, owner: TestPerson, words: string): Promise<boolean> =>
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
    [`banyan:${owner.id}:index`, words] as const,
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

it('[EPOCH-6] a draft that two write together goes on across an epoch, and so does whoever is writing in it', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  beginEpoch,
}) => {
  const id = await shared('Written together')
  const anas = await visitAs(ana)
  const bens = await visitAs(ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await write(anas.page, 'Before it, ')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  await seen(draft(bens.page))
  await beginEpoch(id)
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

it('[EPOCH-22] whoever writes in a shared draft across an epoch loses neither words nor cursor, with two tabs open, too', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  beginEpoch,
}) => {
  const id = await shared('Without a pause')
  const anas = await visitAs(ana)
  const bens = await visitAs(ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  // A second tab has all that the first one stores, and is not to write it anew as well.
  const second = await anas.context.newPage()
  await openConversation(second, banyan.url, id)
  await write(anas.page, 'Begun. ')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  await seen(draft(bens.page))
  await seen(draft(anas.page).and(anas.page.locator(':focus')))
  await seen(anas.page.getByText('Saved', { exact: true }))
  await goOffLine(anas)
  await anas.page.keyboard.type('Off line. ')
  await expect.poll(() => wordsOf(second), { timeout: 20_000 }).toBe('Begun. Off line. ')
  await beginEpoch(id)
  await goOnLine(anas)
  await seen(message(anas.page, 'Note 11'))
  await seen(anas.page.getByText('Saved', { exact: true }))
  // Without a click: the cursor is where it was.
  await anas.page.keyboard.type('On line.')
  for (const page of [bens.page, anas.page, second]) {
    await expect.poll(() => wordsOf(page), { timeout: 20_000 }).toBe('Begun. Off line. On line.')
  }
  for (const page of [anas.page, second, bens.page]) {
    expect(await shelf(page).count()).toBe(0)
  }
  await anas.context.close()
  await bens.context.close()
})

it('[EPOCH-22] what is typed while the next epoch is on its way is in it, and so it is where the page is closed before it came', async ({
  banyan,
  visitAs,
  ben,
  shared,
  beginEpoch,
}) => {
  for (const ending of ['it comes', 'closed before'] as const) {
    const id = await shared(`Held up: ${ending}`)
    const bens = await visitAs(ben)
    const network = await holdable(bens.page, id)
    await openConversation(bens.page, banyan.url, id)
    await write(bens.page, 'Begun. ')
    await bens.page.getByRole('button', { name: 'Write together' }).click()
    await seen(draft(bens.page).and(bens.page.locator(':focus')))
    await seen(bens.page.getByText('Saved', { exact: true }))
    network.hold()
    await beginEpoch(id)
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
      await until('it is set aside', () => isOnShelf(page, ben, 'in between. '))
      page = await bens.context.newPage()
      await bens.page.close()
      await openConversation(page, banyan.url, id)
    }
    const words = `Begun. Typed in between. ${ending === 'it comes' ? 'Typed on. Typed behind.' : ''}`
    await expect.poll(() => wordsOf(page), { timeout: 20_000 }).toBe(words)
    await seen(page.getByText('Saved', { exact: true }))
    expect(await shelf(page).count()).toBe(0)
    await bens.context.close()
  }
})

it('[EPOCH-22] whoever moves the cursor just before or just after the next epoch comes writes there, and over what they have selected', async ({
  banyan,
  visitAs,
  ben,
  shared,
  crowd,
}) => {
  for (const moved of ['before', 'after'] as const) {
    const id = await shared(`In motion: ${moved}`)
    const { context, page } = await visitAs(ben)
    const network = await holdable(page, id)
    await openConversation(page, banyan.url, id)
    await write(page, 'to all of you')
    await page.getByRole('button', { name: 'Write together' }).click()
    await seen(draft(page).and(page.locator(':focus')))
    await seen(page.getByText('Saved', { exact: true }))
    network.hold()
    await crowd(id)
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

it('[EPOCH-22] what one wrote off line in a shared draft, and that one sent it, comes into the next epoch', async ({
  banyan,
  visitAs,
  ana,
  ben,
  shared,
  beginEpoch,
}) => {
  const id = await shared('Written apart')
  const anas = await visitAs(ana)
  const bens = await visitAs(ben)
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await write(anas.page, 'We meet at noon')
  await anas.page.getByRole('button', { name: 'Write together' }).click()
  await seen(draft(bens.page))
  await seen(bens.page.getByText('Saved', { exact: true }))
  await goOffLine(bens)
  await draft(bens.page).click()
  await bens.page.keyboard.press('Control+End')
  await bens.page.keyboard.type(' by the tree')
  await bens.page.keyboard.press('Control+Enter')
  await seen(message(bens.page, 'We meet at noon by the tree'))

  await beginEpoch(id)
  await seen(message(anas.page, 'Note 11'))
  await draft(anas.page).click()
  await anas.page.keyboard.press('Control+Home')
  await anas.page.keyboard.type('Dear all. ')
  await seen(anas.page.getByText('Saved', { exact: true }))

  await goOnLine(bens)
  for (const { page } of [anas, bens]) {
    await seen(message(page, 'Dear all. We meet at noon by the tree'))
    await gone(page.locator('[data-shared-draft]'))
    await until('it is answered', async () => (await replies(page).count()) === 1)
    await quiet(page)
    expect(await shelf(page).count()).toBe(0)
  }
  await anas.context.close()
  await bens.context.close()
})
