/** Writing a message: what the keys do, what is pasted, whom one names. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { bodyToMarkdown, conversationRoots, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { chips, downloaded } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { composer, gone, message, openConversation, quiet, replies, seen, write } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()
  .extend('ben', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Ben Maria'))
  .extend('context', { scope: 'file' }, async ({ anas }) => {
    await anas.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    return anas.context
  })
  .extend('id', ({ ana }) => ana.newConversation('Writing'))
  /** A page with a conversation of the test's own. */
  .extend('page', async ({ banyan, anas: { page }, context: _mayPaste, id }, { onCleanup }) => {
    await openConversation(page, banyan.url, id)
    // No draft of one test is in the way of the next.
    onCleanup(async () => void (await page.goto('about:blank')))
    return page
  })
  /** What stands in the document, as Markdown, once so many were sent. */
  .extend('sent', ({ ana, id }) => async (count = 1): Promise<string[]> => {
    const { doc, synced, destroy } = ana.sync(conversationRoom(id))
    await synced
    const own = (): string[] =>
      readMessages(conversationRoots(doc))
        .filter(({ role }) => role === 'user')
        .map(({ body }) => bodyToMarkdown(body))
    await until('it was sent', () => own().length >= count)
    const texts = own()
    destroy()
    return texts
  })

const paste = (page: Page, types: Record<string, string>): Promise<void> =>
  composer(page).evaluate((element, held) => {
    const data = new DataTransfer()
    for (const [type, text] of Object.entries(held)) data.setData(type, text)
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, types)

it('[CLIENT-9] Markdown becomes what it means while one types it: headings, lists, tasks, code, tables', async ({
  page,
  sent,
}) => {
  await write(page, '# Plan')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('for ==today==')
  await page.keyboard.press('Control+Enter')
  await write(page, '- one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two with **bold** and `code`')
  await page.keyboard.press('Control+Enter')
  await write(page, '[ ] to do')
  await page.keyboard.press('Control+Enter')
  await write(page, '```ts ')
  await page.keyboard.type('const a = 1')
  // In code Enter is a new line.
  await page.keyboard.press('Enter')
  await page.keyboard.type('const b = 2')
  await page.keyboard.press('Control+Enter')
  await write(page, '| tree | age |')
  await page.keyboard.press('Enter')
  await page.keyboard.type('banyan')
  await page.keyboard.press('Tab')
  await page.keyboard.type('250')
  expect(await accessibilityProblems(page, 'footer')).toEqual([])
  await page.keyboard.press('Control+Enter')
  const texts = await sent(5)
  expect(texts).toEqual([
    '# Plan\n\nfor today',
    '- one\n- two with **bold** and `code`',
    '- [ ] to do',
    '```ts\nconst a = 1\nconst b = 2\n```',
    '| tree | age |\n| --- | --- |\n| banyan | 250 |',
  ])
  await seen(page.getByRole('article').getByRole('cell', { name: 'banyan' }))
})

it('[CLIENT-9] Enter sends, Shift+Enter begins a line, and while an input method composes neither does', async ({
  context,
  page,
  sent,
}) => {
  await write(page, 'one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two ')
  const session = await context.newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  // The key that chooses a word, as browsers report it while composing.
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await session.send('Input.insertText', { text: '日本' })
  expect(await page.getByRole('article').count()).toBe(0)
  await page.keyboard.press('Enter')
  expect(await sent()).toEqual(['one\ntwo 日本'])
})

it('[CLIENT-9] arrow up in an empty composer edits one’s last message, and Esc steps out again', async ({
  page,
}) => {
  await write(page, 'My last words')
  await page.keyboard.press('Enter')
  await seen(replies(page))
  await quiet(page)
  await composer(page).click()
  await page.keyboard.press('ArrowUp')
  const editor = page.getByRole('textbox', { name: 'Edit message' })
  await seen(editor)
  expect(await editor.textContent()).toBe('My last words')
  await page.keyboard.press('Escape')
  await gone(editor)
  await until('the cursor is back', () =>
    composer(page).evaluate((element) => document.activeElement === element),
  )
})

it('[CLIENT-9] what is pasted keeps its form as far as messages have it, and nothing else', async ({
  page,
  sent,
}) => {
  await composer(page).click()
  await paste(page, {
    'text/html':
      '<h2 style="color:red" onclick="x()">Title</h2><p>with <b>bold</b> and <a href="javascript:x()">a link</a>, <a href="https://example.org/">another</a><img src="https://evil.example/x.png" onerror="x()"></p><script>x()</script><table><tr><th>a</th></tr><tr><td>1</td></tr></table>',
    'text/plain': 'Title',
  })
  expect(await composer(page).locator('img, script, [style*="red"], [onclick]').count()).toBe(0)
  await page.keyboard.press('Control+Enter')
  await write(page, 'before ')
  await paste(page, { 'text/plain': '<b>not bold</b>' })
  await page.keyboard.press('Control+Enter')
  expect(await sent(2)).toEqual([
    '## Title\n\nwith **bold** and a link, [another](https://example.org/)\n\n| a |\n| --- |\n| 1 |',
    'before <b>not bold</b>',
  ])
})

it('[CLIENT-9] pasted code keeps its lines and how far they are set in, in the message as in the field; in fences it is code', async ({
  page,
  sent,
}) => {
  await write(page, 'Look: ')
  await paste(page, {
    'text/plain':
      'def f(x):\r\n    if x:\r\n        return 1\r\n\r\nprint(f(1))\r\n```ts\nlet a = 1\n\nlet b\n```\n',
  })
  await page.keyboard.press('Control+Enter')
  expect(await sent(1)).toEqual([
    'Look: def f(x):\n    if x:\n        return 1\n\nprint(f(1))\n\n```ts\nlet a = 1\n\nlet b\n```',
  ])
  const line = page.getByRole('article').getByText('def f(x)')
  expect(await line.evaluate((element) => (element as HTMLElement).innerText)).toContain('\n        return 1')
})

it('[CLIENT-9] @ names somebody: chosen by keys or pointer, shown by name, never by an id', async ({
  ben,
  page,
  sent,
}) => {
  await write(page, 'Ask @mar')
  const list = page.getByRole('listbox', { name: 'People to mention' })
  await seen(list.getByRole('option', { name: 'Ben Maria' }))
  const active = await composer(page).getAttribute('aria-activedescendant')
  expect(await page.locator(`[id="${active ?? ''}"]`).textContent()).toContain('Ben Maria')
  expect(await accessibilityProblems(page, 'footer')).toEqual([])
  // Enter chooses here; it sends only afterwards.
  await page.keyboard.press('Enter')
  await gone(list)
  await page.keyboard.type('about it, and @ban')
  await list.getByRole('option', { name: 'Banyan' }).click()
  await page.keyboard.type('too, @nobody')
  await page.keyboard.press('Enter')
  expect(await sent()).toEqual(['Ask @Ben Maria about it, and @Banyan too, @nobody'])
  await seen(message(page, 'Ask @Ben Maria about it'))
  expect(await page.getByRole('article').first().textContent()).not.toContain(ben.id)
  // Esc closes the list and leaves the words.
  await write(page, '@be')
  await seen(list)
  await page.keyboard.press('Escape')
  await gone(list)
  expect(await composer(page).textContent()).toBe('@be')
})

it('[CLIENT-9] a long text that is pasted goes along as a file; what is too long to be sent stays, and says so', async ({
  page,
}) => {
  const log = Array.from({ length: 5_000 }, (_, line) => `${line} all is well`).join('\n')
  await write(page, 'The log')
  await paste(page, { 'text/plain': log })
  await seen(chips(page).filter({ hasText: 'pasted text.txt' }))
  expect((await composer(page).innerText()).trim()).toBe('The log')
  await page.keyboard.press('Enter')
  await seen(message(page, 'The log'))
  expect((await downloaded(page, 'pasted text.txt')).bytes.toString()).toBe(log)

  await composer(page).click()
  const words = 'Much is to be said. '.repeat(1_400)
  for (let part = 0; part < 8; part++) await paste(page, { 'text/plain': words })
  await page.keyboard.press('Enter')
  await seen(page.getByText('This is too long for one message'))
  expect((await composer(page).innerText()).length).toBeGreaterThan(200_000)
})
