/** Reading a conversation: what replies may hold, and where one left off. */
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { conversationRoots, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { composer, message, openConversation, seen } from '../helpers/pages.ts'
import { entry, topOf } from '../helpers/reading-place.ts'
import { withScribe } from '../helpers/scribe.ts'

const it = withScribe()

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

it('[E7] replies show code with its colours and a way to copy it, tables, formulas, and thoughts folded away', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Rich replies')
  reply('rich-1', RICH)
  const { page, context, complaints } = await visitAs(ana)
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
  end()
})

const HEBREW = [
  '## כותרת',
  'ברוכים הבאים, עם `--help` בסוף.',
  '- ראשון\n- second\n\n1. אחת\n\n- [x] בוצע',
  '> ציטוט',
  '| עץ | גיל |\n| --- | --- |\n| שקמה | 250 |',
  '> ```\n> --version\n> ```\n> שלום',
  '- first\n- second\n\n> quoted',
].join('\n\n')

/** Where the bars of quotations, the marks of lists and the first columns of tables stand. */
const sides = (text: Locator): Promise<readonly string[]> =>
  text.locator('blockquote, ul, ol, table').evaluateAll((blocks) =>
    blocks.map((block) => {
      const { left, right } = block.getBoundingClientRect()
      const gap = (inner: Element | null): string => {
        const box = inner?.getBoundingClientRect() ?? new DOMRect()
        return box.left - left > right - box.right ? 'left' : 'right'
      }
      const [first, second] = block.querySelectorAll('tr:first-child > *')
      const side =
        first === undefined || second === undefined
          ? gap(block.firstElementChild)
          : first.getBoundingClientRect().left < second.getBoundingClientRect().left
            ? 'left'
            : 'right'
      return `${block.localName} ${side}`
    }),
  )
/** Whether what is written first in it stands on the left. */
const isFromTheLeft = (code: Locator): Promise<boolean> =>
  code.evaluate((element) => {
    const at = (index: number): number => {
      const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text
      const range = document.createRange()
      range.setStart(words, index)
      range.setEnd(words, index + 1)
      return range.getBoundingClientRect().left
    }
    return at(0) < at((element.textContent ?? '').trim().length - 1)
  })

it('[LOOK-6] lists, quotations and tables stand on the side of their script, in replies, fields and messages; code as it is', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Both ways')
  reply('hebrew-1', HEBREW)
  const { page, context, complaints } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  const answer = entry(page, 'hebrew-1')
  await seen(answer.getByText('quoted'))
  expect(await sides(answer)).toEqual([
    'ul right',
    'ol right',
    'ul right',
    'blockquote right',
    'table right',
    'blockquote right',
    'ul left',
    'blockquote left',
  ])
  for (const code of await answer.locator('code').all()) expect(await isFromTheLeft(code)).toBe(true)
  // An item of the other script stands by its mark, in line with the others.
  const second = await answer
    .getByText('second')
    .first()
    .evaluate((item) => {
      const range = document.createRange()
      range.selectNodeContents(item)
      return item.getBoundingClientRect().right - range.getBoundingClientRect().right
    })
  expect(second).toBeLessThan(2)

  const typed = { '- ראשון ו`--help`, ': 'ul right', '> ציטוט ו`--version`, ': 'blockquote right' }
  for (const [text, side] of Object.entries(typed)) {
    await composer(page).click()
    await page.keyboard.type(text)
    await seen(composer(page).locator('code'))
    expect(await sides(composer(page))).toEqual([side])
    expect(await isFromTheLeft(composer(page).locator('code'))).toBe(true)
    await page.keyboard.press('Control+Enter')
    const sent = message(page, text.slice(2, 6))
      .filter({ has: page.locator('code') })
      .last()
    await until('it was sent', async () => (await sides(sent)).join() === side)
    expect(await isFromTheLeft(sent.locator('code'))).toBe(true)
  }
  expect(complaints).toEqual([])
  await context.close()
  end()
})

it('[LOOK-3] formulas of a hostile author load nothing, run nothing and stand as they were written', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Hostile formulas')
  reply(
    'hostile-2',
    [
      '$\\href{javascript:window.pwned=1}{press}$',
      '$\\includegraphics{https://evil.example/x.png}$',
      '$\\htmlStyle{position:fixed;inset:0}{over all}$',
      '$\\def\\a{\\a\\a}\\a$',
      'The end of it.',
    ].join('\n\n'),
  )
  const { page, context, complaints } = await visitAs(ana)
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
  end()
})

it('[DIR-4] what came while one was away begins below a line, and there is a way to it', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Away and back')
  for (let index = 0; index < 6; index++)
    reply(`read-${index}`, `Read ${index}. ${'Some words. '.repeat(60)}`)
  const { page, context } = await visitAs(ana)
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
  for (let index = 0; index < 12; index++) reply(`new-${index}`, `New ${index}. ${'Some words. '.repeat(60)}`)
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
    const top = await topOf(entry(page, 'new-0'))
    return top > 0 && top < 700
  })
  await until(
    'and the button gone',
    async () => (await page.getByRole('button', { name: 'To where I stopped' }).count()) === 0,
  )
  expect(await accessibilityProblems(page, '[data-scroller="messages"]')).toEqual([])
  await context.close()
  end()
})
