/** Diagrams in messages: drawn where everybody sees them, and nowhere near anything that they could harm. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { addMessage } from '../../shared/document/index.ts'
import { MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { message, openConversation, seen } from '../helpers/pages.ts'
import { entry, topOf } from '../helpers/reading-place.ts'
import { withScribe } from '../helpers/scribe.ts'

const it = withScribe()
  /** What somebody else's server was asked. */
  .extend('asked', { scope: 'file' }, (): string[] => [])
  .extend('strangersUrl', { scope: 'file' }, async ({ asked }, { onCleanup }) => {
    const stranger = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    onCleanup(() => void stranger.close())
    const listening = Promise.withResolvers<void>()
    stranger.listen(0, '127.0.0.1', listening.resolve)
    await listening.promise
    return `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
  })

const fenced = (code: string): string => `\`\`\`mermaid\n${code}\n\`\`\``
const diagrams = (within: Locator): Locator => within.locator('[data-diagram]')

/** Waits until a diagram is drawn or is not going to be, and says which. */
const outcome = async (diagram: Locator, { scroll } = { scroll: true }): Promise<string> => {
  if (scroll) await diagram.scrollIntoViewIfNeeded()
  let state = 'waiting'
  await until(
    'it is drawn or given up',
    async () => {
      state = (await diagram.getAttribute('data-diagram')) ?? 'waiting'
      return state !== 'waiting'
    },
    30_000,
  )
  return state
}

const heightOf = (element: Locator): Promise<number> =>
  element.evaluate((found) => found.getBoundingClientRect().height)

const FLOW = 'flowchart LR\n  accTitle: The way of a token\n  A[Model] --> B[Agent] --> C[Readers]'

it('[E7] [DIAGRAM-2] a diagram is code while it is written and a picture once it is whole; its source is a press away', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('A diagram')
  const body = reply('streamed-1', 'Like this:\n\n```mermaid\nflowchart LR\n  accTitle: The way')
  const { page, context, complaints } = await visitAs(ana)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openConversation(page, banyan.url, id)
  const streamed = entry(page, 'streamed-1')
  await seen(streamed.getByText('accTitle: The way'))
  expect(await diagrams(streamed).count()).toBe(0)
  body.insert(body.length, ' of a token\n  A[Model] --> B[Agent] --> C[Readers]\n```\n\nThe end of it.')
  const picture = streamed.getByRole('img', { name: 'Diagram: The way of a token' })
  await seen(picture)
  // What is shown is what was drawn: words and all.
  expect(
    await picture.evaluate((image: HTMLImageElement) => [image.complete, image.naturalWidth > 100]),
  ).toEqual([true, true])
  expect(decodeURIComponent((await picture.getAttribute('src')) ?? '')).toContain('>Readers<')
  expect(await accessibilityProblems(page, 'article')).toEqual([])

  await streamed.getByRole('button', { name: 'Show its source' }).click()
  await seen(streamed.getByText('A[Model] --> B[Agent] --> C[Readers]'))
  await streamed.getByRole('button', { name: 'Show the diagram' }).click()
  await seen(picture)
  await streamed.getByRole('button', { name: 'Copy code' }).click()
  await seen(streamed.getByRole('button', { name: 'Copied' }))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(FLOW)

  await streamed.getByRole('button', { name: 'Open large' }).click()
  const large = page.getByRole('dialog', { name: 'The way of a token' })
  await seen(large)
  await large.getByRole('button', { name: 'Larger' }).click()
  await seen(large.getByText(/^\d+ %$/))
  expect(await accessibilityProblems(page, '[role="dialog"]')).toEqual([])
  // The first closes the button's tooltip, where it is open.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await large.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
  await context.close()
  end()
})

it('[E7] it is drawn in the colours of the page, and anew where they change', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Light and dark')
  reply('coloured-1', fenced(FLOW))
  const { page, context, complaints } = await visitAs(ana, {
    colorScheme: 'dark',
    viewport: { width: 390, height: 800 },
  })
  await openConversation(page, banyan.url, id)
  const picture = entry(page, 'coloured-1').getByRole('img')
  await seen(picture)
  const dark = await picture.getAttribute('src')
  expect(await accessibilityProblems(page, 'article')).toEqual([])
  // It scrolls within itself where it is wider than a phone.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.emulateMedia({ colorScheme: 'light' })
  await until('it is drawn in light', async () => (await picture.getAttribute('src')) !== dark)
  expect(complaints).toEqual([])
  await context.close()
  end()
})

it('[E7] what one reads stays where it is while a diagram above it takes the place of its source', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('In place')
  const words = (count: number): string => 'Some words. '.repeat(count)
  const tall = 'flowchart TD\n  A[One] --> B[Two] --> C[Three] --> D[Four] --> E[Five] --> F[Six]'
  reply('in-place-1', [words(300), fenced(tall), 'Read here.', words(600)].join('\n\n'))
  const { page, context } = await visitAs(ana)
  const released = Promise.withResolvers<void>()
  await page.route('**/diagram-renderer-*', async (route) => {
    await released.promise
    await route.continue()
  })
  await openConversation(page, banyan.url, id)
  const place = page.getByText('Read here.')
  await place.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const diagram = diagrams(entry(page, 'in-place-1'))
  const [top, height] = [await topOf(place), await heightOf(diagram)]
  released.resolve()
  expect(await outcome(diagram, { scroll: false })).toBe('picture')
  // It did take another height.
  expect(Math.abs((await heightOf(diagram)) - height)).toBeGreaterThan(50)
  expect(Math.abs((await topOf(place)) - top)).toBeLessThanOrEqual(1)
  await context.close()
  end()
})

it("[E7] [DIAGRAM-3] in a person's message too, off line too; who meets no diagram loads nothing for it", async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id } = await scribed('By hand')
  const none = await ana.newConversation('None')
  const { page, context } = await visitAs(ana)
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  const own = ana.sync(conversationRoom(id))
  await own.synced
  addMessage(
    own.doc,
    {
      id: 'by-hand-1' as MessageId,
      author: ana.id,
      role: 'user',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: Date.now(),
    },
    (body) => {
      const code = new Y.XmlElement('codeBlock')
      code.setAttribute('language', 'mermaid')
      code.insert(0, [new Y.XmlText(FLOW)])
      body.insert(0, [code])
    },
  )
  await openConversation(page, banyan.url, none)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  expect(loaded.filter((url) => url.includes('diagram'))).toEqual([])
  await openConversation(page, banyan.url, id)
  const picture = entry(page, 'by-hand-1').getByRole('img', { name: 'Diagram: The way of a token' })
  await seen(picture)
  expect(loaded.filter((url) => url.includes('diagram-renderer'))).toHaveLength(1)

  await context.setOffline(true)
  await page.reload()
  await seen(picture)
  await context.setOffline(false)
  await context.close()
  own.destroy()
})

it('[LOOK-3] [DIAGRAM-1] hostile diagrams run nothing, load nothing and lead nowhere', async ({
  banyan,
  visitAs,
  ana,
  scribed,
  asked,
  strangersUrl,
}) => {
  const { id, reply, end } = await scribed('Hostile diagrams')
  const evil = (path: string): string => `${strangersUrl}/${path}`
  const hostile = [
    `flowchart LR\n  A["<script>window.parent.pwned=1;top.pwned=1</script>"] --> B["<img src=${evil('a')} onerror=top.pwned=1>"]`,
    `flowchart LR\n  A --> B\n  click A "javascript:top.pwned=1"\n  click B "${evil('click')}" _top`,
    `flowchart LR\n  A --> B\n  click A call top.pwned()`,
    `flowchart LR\n  A@{ img: "${evil('img')}", label: "x", w: 60, h: 60 }`,
    `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import url(${evil('import')}); * { background: url(${evil('css')}) }"}}%%\nflowchart LR\n  A["<iframe src=${evil('frame')}></iframe>"] --> B`,
    `%%{init: {"fontFamily": "x} @import url(${evil('font')}); y {", "themeVariables": {"primaryColor": "red} @import url(${evil('colour')}); y {"}}}%%\nflowchart LR\n  A --> B`,
    `flowchart LR\n  A --> B\n  classDef c fill:url(${evil('fill')}#a),background:url(${evil('class')})\n  class A c`,
    `sequenceDiagram\n  participant A\n  link A: Away @ javascript:top.pwned=1\n  A->>A: <svg onload=top.pwned=1>`,
  ]
  reply('hostile-1', [...hostile.map(fenced), 'The end of it.'].join('\n\n'))
  const { page, context } = await visitAs(ana)
  const errors: unknown[] = []
  page.on('pageerror', (error) => errors.push(error))
  const opened: string[] = []
  context.on('page', (other) => opened.push(other.url()))
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'The end of it.'))
  const all = diagrams(entry(page, 'hostile-1'))
  // The part that draws comes after the text.
  await seen(all)
  expect(await all.count()).toBe(hostile.length)
  const outcomes: string[] = []
  for (let index = 0; index < hostile.length; index++) outcomes.push(await outcome(all.nth(index)))
  // Most are harmless diagrams once their poison is out: they did get as far as being drawn.
  expect(outcomes.filter((state) => state === 'picture').length).toBeGreaterThan(4)

  // Pictures are pictures: to press one leads nowhere.
  for (const picture of await entry(page, 'hostile-1').getByRole('img').all()) await picture.click()
  const frames = page.locator('iframe')
  expect(await frames.evaluateAll((found) => found.map((frame) => frame.getAttribute('sandbox')))).toEqual([
    'allow-scripts',
  ])
  expect(await entry(page, 'hostile-1').locator('svg a, a[href], script, foreignObject').count()).toBe(0)
  // What draws has no origin, hence no cookies, no storage and no way into the page.
  const frame = page.frames().find((candidate) => candidate !== page.mainFrame())
  expect(await frame?.evaluate(() => window.origin)).toBe('null')
  const reaches = await frame?.evaluate(async (url) => {
    const tried = async (what: () => unknown): Promise<string> => {
      try {
        await what()
        return 'done'
      } catch {
        return 'refused'
      }
    }
    return {
      page: await tried(() => window.top?.document.title),
      cookies: await tried(() => document.cookie),
      storage: await tried(() => localStorage.length),
      network: await tried(() => fetch(url, { mode: 'no-cors' })),
      scripts: await tried(() => {
        const script = document.createElement('script')
        script.textContent = 'window.another = 1'
        document.body.append(script)
        if (!('another' in window)) throw new Error('It did not run.')
      }),
    }
  }, evil('fetch'))
  expect(new Set(Object.values(reaches ?? {}))).toEqual(new Set(['refused']))
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
  expect(page.url()).toBe(`${banyan.url}/c/${id}`)
  expect(opened).toEqual([])
  expect(errors).toEqual([])
  expect(asked).toEqual([])
  await context.close()
  end()
})

it('[DIAGRAM-2] what is no diagram, too large or too slow stays code with a word, and the next one is drawn', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('Bad diagrams')
  const many = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n')
  const bad = [
    ['flowchart LR\n  A --> --> ((', 'unreadable'],
    [`flowchart LR\n${many(400, (index) => `  A${index} --> B${index}`)}`, 'large'],
    [`flowchart LR\n  A["${'long '.repeat(5_000)}"]`, 'large'],
    // Minutes of work.
    [`mindmap\n  root\n${many(2_000, (index) => `    n${index}`)}`, 'slow'],
    [FLOW, 'picture'],
  ] as const
  reply('bad-diagrams-1', [...bad.map(([code]) => fenced(code)), 'The end of it.'].join('\n\n'))
  const { page, context, complaints } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  const all = diagrams(entry(page, 'bad-diagrams-1'))
  await seen(message(page, 'The end of it.'))
  for (const [index, [, expected]] of bad.entries()) {
    expect([index, await outcome(all.nth(index))]).toEqual([index, expected])
  }
  await seen(all.nth(0).getByText('its source is shown'))
  await seen(all.nth(0).getByText('A --> --> (('))
  await seen(all.nth(1).getByText('too large to draw'))
  await seen(all.nth(3).getByText('took too long'))
  expect(complaints).toEqual([])
  await context.close()
  end()
})
