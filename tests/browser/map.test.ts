/** The map of a conversation: everything at a glance, by keys, wheel and fingers, and the ways from there. */
import { expect } from 'vitest'
import { addBranch } from '../../shared/document/index.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { touch } from '../helpers/browser.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { branchesOn, branchOn, it, openMap } from '../helpers/map.ts'
import { composer, gone, message, openConversation, seen, send } from '../helpers/pages.ts'

it('[C7] the map opens by its key and from the header, is walked by keys, and leads anywhere', async ({
  banyan,
  anas,
  grove,
}) => {
  const id = await grove('Walking')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  expect(await branchesOn(map)).toEqual(['main', 'garden', 'river'])
  expect(await branchOn(map, /The garden/).getAttribute('aria-level')).toBe('2')
  expect(await branchOn(map, /Ben’s branch/).getAttribute('aria-level')).toBe('3')
  expect(await branchOn(map, /First branch/).getAttribute('aria-current')).toBe('location')
  expect(await branchOn(map, /First branch/).textContent()).toContain('main path')
  expect(await branchOn(map, /Ben’s branch/).textContent()).toMatch(/river says 1.*Ben.*3 messages/)
  expect(await accessibilityProblems(page)).toEqual([])

  await page.keyboard.press('ArrowDown')
  expect(await branchOn(map, /The garden/).getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('ArrowRight')
  expect(await branchOn(map, /Ben’s branch/).getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await gone(map)
  await seen(message(page, 'river says 3'))
  await page.getByRole('button', { name: 'Map', exact: true }).click()
  await seen(page.getByRole('dialog', { name: 'Map' }))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog', { name: 'Map' }))
})

it('[C7] the map zooms, pans, finds words and leads to the message', async ({ banyan, anas, grove }) => {
  const id = await grove('Finding')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  const scale = async (): Promise<number> =>
    Number(await map.locator('[data-map-scale]').getAttribute('data-map-scale'))
  const first = await scale()
  await page.keyboard.press('+')
  expect(await scale()).toBeGreaterThan(first)
  await page.keyboard.press('-')
  await page.keyboard.press('-')
  expect(await scale()).toBeLessThan(first)
  await page.keyboard.press('0')
  const surface = map.locator('[data-map-scale]')
  const box = await surface.boundingBox()
  if (box === null) throw new Error('The map is not seen.')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const whole = await scale()
  await page.mouse.wheel(0, 400)
  await until('the wheel zooms', async () => (await scale()) < whole)
  const moved = (): Promise<string | null> => map.locator('svg > g').first().getAttribute('transform')
  const before = await moved()
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 3 })
  await page.mouse.up()
  expect(await moved()).not.toBe(before)

  await page.keyboard.press('/')
  await page.keyboard.type('river 2')
  await seen(map.getByText('1 message', { exact: true }))
  expect(await branchesOn(map)).toEqual(['river'])
  await page.keyboard.press('Enter')
  await map.getByRole('button', { name: 'Go there' }).click()
  await seen(message(page, 'river says 2'))
  await until('the message has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-message-id') === 'river-2'),
  )
})

it('[C7] what one looks at stays where it is while branches and messages come beside and above it', async ({
  banyan,
  ben,
  anas,
  grove,
}) => {
  const id = await grove('Growing')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  await page.keyboard.press('/')
  await page.keyboard.type('river says 2')
  await seen(map.getByText('1 message', { exact: true }))
  await page.keyboard.press('Enter')
  const words = map.locator('svg text').filter({ hasText: 'river says 2' })
  await seen(words)
  const placeOf = (): Promise<readonly number[]> =>
    words.first().evaluate((element) => {
      const { left, top } = element.getBoundingClientRect()
      return [Math.round(left), Math.round(top)]
    })
  const before = await placeOf()
  // Lower forks stand nearer: this one takes a lane to the left of what she looks at, and rows above it unfold.
  await writeAs(ben, id, (doc) => {
    fork(doc, ben.id, 'lake', 'garden-3', 'The lake')
    line(doc, ben.id, 'lake', 6, 'garden-3', 'lake')
    fork(doc, ben.id, 'hill', 'trunk-6', 'The hill')
    line(doc, ben.id, 'hill', 3, 'trunk-6', 'hill')
    line(doc, ben.id, 'more', 9, 'trunk-12')
  })
  await page.keyboard.press('Escape')
  await seen(branchOn(map, /The lake/))
  await seen(branchOn(map, /The hill/))
  expect(await placeOf()).toEqual(before)
  await page.keyboard.press('Escape')
  await gone(map)
})

it('[C7] [C8] Esc leads back from a comparison to the map, and from there to where one was', async ({
  banyan,
  anas,
  grove,
}) => {
  const id = await grove('Step by step')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  await composer(page).click()
  const map = await openMap(page)
  await page.keyboard.press('ArrowDown')
  await map.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  const view = page.getByRole('dialog', { name: 'Compare' })
  await seen(view)
  await view
    .getByRole('region', { name: 'The garden', exact: true })
    .getByRole('button', { name: /Bring/ })
    .press('Enter')
  const summary = page.getByRole('dialog', { name: /Bring back what came of/ })
  await seen(summary)
  await page.keyboard.press('Escape')
  await gone(summary)
  await seen(view)
  await page.keyboard.press('Escape')
  await gone(view)
  await seen(map)
  await until('the branch has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-branch') === 'garden'),
  )
  await page.keyboard.press('Escape')
  await gone(map)
  await until('one writes on', () => composer(page).evaluate((element) => document.activeElement === element))
  // And what one goes to has the focus.
  await openMap(page)
  await branchOn(map, /The garden/).click()
  await map.getByRole('button', { name: 'Compare', exact: true }).click()
  await view
    .getByRole('region', { name: 'The garden', exact: true })
    .getByRole('button', { name: 'Go there' })
    .click()
  await gone(view)
  await until('the message has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-message-id') === 'garden-1'),
  )
})

it('[C7] the map is live: messages, branches and people appear on it', async ({
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('Live')
  await both(id)
  await seen(message(bens.page, 'trunk says 12'))
  const map = await openMap(anas.page)
  await seen(branchOn(map, /First branch/).getByRole('img', { name: 'Ben' }))
  expect(await branchOn(map, /First branch/).textContent()).toContain('12 messages')
  await send(bens.page, 'One more')
  await seen(branchOn(map, /First branch/).getByText(/13 messages/))
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(branchOn(map, /The garden/).getByRole('img', { name: 'Ben' }))
  await anas.page.keyboard.press('Escape')
})

it('[C7] 200 branches and 2,000 messages: drawn with few elements, legible, and quick to walk', async ({
  banyan,
  ana,
  anas,
}) => {
  const id = await ana.newConversation('A large tree')
  await writeAs(ana, id, (doc) => {
    let seed = 7
    const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
    line(doc, ana.id, 'b0', 10, null)
    for (let index = 1; index < 200; index++) {
      const from = random(index)
      addBranch(
        doc,
        {
          id: `br-${index}`,
          createdBy: ana.id,
          forkFrom: `b${from}-${1 + random(10)}`,
          parentBranch: from === 0 ? 'main' : `br-${from}`,
          createdAt: 1_700_000_000_000 + index,
        },
        { name: `Idea ${index}` },
      )
      line(doc, ana.id, `b${index}`, 10, null, `br-${index}`)
    }
  })
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'b0 says 10'))
  const map = await openMap(page)
  expect(await map.getByRole('treeitem').count()).toBe(200)
  await page.keyboard.press('End')
  await page.keyboard.press('0')
  // Dots of a branch are one line: what is drawn grows with branches, not with messages.
  expect(await map.locator('svg *').count()).toBeLessThan(1_500)
  // From afar, too, one reads what grows where.
  expect(await map.locator('svg text').count()).toBeGreaterThan(30)
  await page.keyboard.press('/')
  await page.keyboard.type('b77 says')
  await seen(map.getByText('10 messages', { exact: true }))
  await page.keyboard.press('Enter')
  await seen(map.locator('svg text').filter({ hasText: 'b77 says 1' }))
  expect(await accessibilityProblems(page)).toEqual([])
  await map.getByRole('button', { name: 'Go there' }).click()
  await seen(message(page, 'b77 says 1'))
})

it('[C7] the map serves on a phone and in the dark', async ({ banyan, visitAs, ben, grove }) => {
  const id = await grove('On the phone')
  for (const [colorScheme, width, height] of [
    ['dark', 1280, 860],
    ['light', 390, 844],
  ] as const) {
    const { page, context } = await visitAs(ben, {
      colorScheme,
      viewport: { width, height },
    })
    await openConversation(page, banyan.url, id)
    await seen(message(page, 'trunk says 12'))
    const map = await openMap(page)
    await branchOn(map, /The garden/).click()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0)
    await context.close()
  }
})

it('[C7] fingers: two zoom the map about themselves, one moves it, a tap selects what is under it', async ({
  banyan,
  visitAs,
  ben,
  grove,
}) => {
  const id = await grove('In the hand')
  const bensPhone = await visitAs(ben, {
    viewport: { width: 390, height: 844 },
    touch: true,
  })
  const { page } = bensPhone
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  await page.getByRole('button', { name: 'Map', exact: true }).tap()
  const map = page.getByRole('dialog', { name: 'Map' })
  await seen(map.getByRole('treeitem'))
  const surface = map.locator('[data-map-scale]')
  const camera = async (): Promise<{ x: number; y: number; scale: number }> => {
    const transform = (await surface.locator('svg > g').first().getAttribute('transform')) ?? ''
    const [x = Number.NaN, y = Number.NaN, scale = Number.NaN] =
      transform.match(/-?[\d.]+(e-\d+)?/g)?.map(Number) ?? []
    return { x, y, scale }
  }
  const box = await surface.boundingBox()
  if (box === null) throw new Error('The map is not seen.')
  const middle = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
  const fingers = (apart: number) => [
    { x: middle.x - apart, y: middle.y },
    { x: middle.x + apart, y: middle.y },
  ]
  const rowUnder = ({ y, scale }: { y: number; scale: number }): number => (middle.y - box.y - y) / scale

  const first = await camera()
  await touch(bensPhone, fingers(30), fingers(90))
  const near = await camera()
  expect(near.scale / first.scale).toBeCloseTo(3, 1)
  // What lies between the fingers stays there.
  expect(rowUnder(near)).toBeCloseTo(rowUnder(first), 0)
  await touch(bensPhone, fingers(90), fingers(30))
  expect((await camera()).scale).toBeCloseTo(first.scale, 2)

  const before = await camera()
  await touch(bensPhone, [middle], [{ x: middle.x - 60, y: middle.y + 40 }])
  const panned = await camera()
  expect(panned.scale).toBe(before.scale)
  expect(panned.x - before.x).toBeCloseTo(-60, 0)
  expect(panned.y - before.y).toBeCloseTo(40, 0)
  // The page itself was neither zoomed nor scrolled.
  expect(await page.evaluate(() => [window.visualViewport?.scale, window.scrollY])).toEqual([1, 0])

  await map.getByRole('button', { name: 'Show all' }).tap()
  const name = await surface.locator('svg text').filter({ hasText: 'The garden' }).boundingBox()
  if (name === null) throw new Error('The name of the branch is not seen.')
  const { scale } = await camera()
  await touch(bensPhone, [{ x: name.x - 6, y: name.y + name.height + 30 * scale }])
  await until(
    'the branch is selected',
    async () => (await branchOn(map, /The garden/).getAttribute('aria-selected')) === 'true',
  )
  await bensPhone.context.close()
})

it('the pages had nothing to complain of', ({ anas, bens }) => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
