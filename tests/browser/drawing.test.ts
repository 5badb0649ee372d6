/** What is drawn of a conversation, and when: the first screen at once, nothing twice, and of two thousand messages a few. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { openMap } from '../helpers/map.ts'
import { composer, gone, message, openConversation, seen, send } from '../helpers/pages.ts'
import { entry, fromTheEnd, placeOf, scroller, topOf } from '../helpers/reading-place.ts'
import { withScribe } from '../helpers/scribe.ts'

const it = withScribe()

/** What React drew each button of a message with: another object once it is drawn again. */
const drawnWith = (page: Page, id: string): Promise<unknown> =>
  page.evaluateHandle(
    (messageId) =>
      [...document.querySelectorAll(`[data-message-id="${messageId}"] button`)].map(
        (button) => Object.entries(button).find(([key]) => key.startsWith('__reactProps'))?.[1] as unknown,
      ),
    id,
  )

it('[APP-10] what one sends, and its answer, draw no other message anew', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Drawn once')
  reply('first-1', 'The first of it.')
  const { page, context } = await visitAs(ana)
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
  end()
})

it('[APP-9] what the first screen is drawn with is asked for beside the program, not by it', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('At once')
  reply('first-1', 'The first of it.')
  const { page, context } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'first-1'))
  const html = await (await page.request.get(page.url(), { headers: { accept: 'text/html' } })).text()
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  const first = /\/(frame|conversation)-[^/]*\.(js|css)$|hyperlegible-next-latin-wght-normal/
  const wanted = fetched.filter((name) => first.test(name))
  expect(wanted.length).toBe(5)
  expect(wanted.filter((name) => !html.includes(new URL(name).pathname))).toEqual([])
  await context.close()
  end()
})

/** What is drawn of a conversation, however long it is: some screens of it. */
const FEW = 60
const MANY = 150
const drawn = (page: Page): Promise<number> => page.getByRole('article').count()

/** To a message through the map, as one finds it among two thousand. */
const goThere = async (page: Page, id: string, words: string): Promise<void> => {
  const map = await openMap(page)
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
  const top = await topOf(entry(page, id))
  return top > 0 && top < 600
}

it('[APP-11] one comes to the message that one asked for, also where the page is busy as one does', async ({
  banyan,
  visitAs,
  ana,
}) => {
  const id = await ana.newConversation('Busy')
  await writeAs(ana, id, (doc) =>
    line(doc, ana.id, 'trunk', 2000, null, 'main', `. ${'Some words. '.repeat(20)}`),
  )
  const { page, context } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'trunk-2000'))
  // Near and far; what had the focus before is another message that one came to like that.
  for (const number of [1850, 1845, 1847, 1980]) {
    // It hears of its own scrolling late, and of the map that closes.
    await page.evaluate(() => {
      const busy = (): void => {
        const end = performance.now() + 300
        while (performance.now() < end);
      }
      const onClick = (): void => {
        queueMicrotask(busy)
        setTimeout(busy)
        requestAnimationFrame(() => {
          busy()
          setTimeout(busy)
        })
      }
      window.addEventListener('click', onClick, { once: true })
    })
    await goThere(page, `trunk-${number}`, `trunk says ${number}.`)
  }
  await context.close()
})

it('[APP-11] of 2,000 messages some screens are drawn, wherever one reads, jumps and comes back to', async ({
  banyan,
  visitAs,
  ana,
}) => {
  const id = await ana.newConversation('Two thousand')
  await writeAs(ana, id, (doc) => {
    line(doc, ana.id, 'trunk', 2000, null, 'main', `. ${'Some words. '.repeat(20)}`)
    fork(doc, ana.id, 'side', 'trunk-50')
    line(doc, ana.id, 'side', 3, null, 'side')
  })
  const { page, context, complaints } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'trunk-2000'))

  // Back to where one has read far up.
  await goThere(page, 'trunk-100', 'trunk says 100.')
  expect(await drawn(page)).toBeLessThan(FEW)
  await until('the place is noted', async () => {
    const noted = await placeOf(ana, id)
    return noted?.messageId?.startsWith('trunk-10') === true
  })
  const before = await topOf(entry(page, 'trunk-100'))
  await page.reload()
  await until(
    'it stands where it stood',
    async () =>
      (await entry(page, 'trunk-100').count()) === 1 &&
      Math.abs((await topOf(entry(page, 'trunk-100'))) - before) <= 2,
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

it('[APP-11] Home and End lead to the first and the last message, and what is between is not drawn', async ({
  banyan,
  visitAs,
  ana,
}) => {
  const id = await ana.newConversation('Both ends')
  const long = `. ${'Some words. '.repeat(20)}`
  await writeAs(ana, id, (doc) => line(doc, ana.id, 'trunk', 600, null, 'main', long))
  const { page, context, complaints } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'trunk-600'))
  const isAlone = async (there: string, away: string): Promise<void> => {
    await until(`${there} is in sight`, () => isInSight(page, there))
    expect(await entry(page, away).count()).toBe(0)
    expect(await drawn(page)).toBeLessThan(MANY)
  }
  await scroller(page).click({ position: { x: 20, y: 300 } })
  for (const [home, end] of [
    ['Home', 'End'],
    ['Control+Home', 'Control+End'],
  ] as const) {
    await page.keyboard.press(home)
    await isAlone('trunk-1', 'trunk-600')
    await page.keyboard.press(end)
    await isAlone('trunk-600', 'trunk-1')
    expect(await fromTheEnd(page)).toBeLessThan(3)
  }

  // The focus is on a message: the keys go on leading where it is drawn no more, and what comes pulls nobody away.
  await entry(page, 'trunk-600').getByRole('button', { name: 'Copy', exact: true }).focus()
  await page.keyboard.press('Home')
  await isAlone('trunk-1', 'trunk-600')
  await writeAs(ana, id, (doc) => line(doc, ana.id, 'more', 1, 'trunk-600', 'main', long))
  await page.keyboard.press('PageDown')
  await until('one reads on', async () => (await topOf(entry(page, 'trunk-1'))) < 0)
  await page.keyboard.press('End')
  await isAlone('more-1', 'trunk-1')

  // In a field they are the field's.
  await composer(page).click()
  await page.keyboard.type('and two')
  await page.keyboard.press('Home')
  await page.keyboard.type('one ')
  expect(await composer(page).textContent()).toBe('one and two')
  await isAlone('more-1', 'trunk-1')
  expect(complaints).toEqual([])
  await context.close()
})

it('[APP-11] what one edits is drawn and kept, however far it is from where one reads', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Far up')
  await writeAs(ana, id, (doc) => line(doc, ana.id, 'mine', 1, null))
  for (let index = 0; index < 150; index++)
    reply(`reply-${index}`, `Reply ${index}. ${'Some words. '.repeat(40)}`)
  const { page, context } = await visitAs(ana)
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
  end()
})
