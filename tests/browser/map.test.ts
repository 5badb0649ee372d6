/** The map of a conversation: everything at a glance, and what can be done with a branch from there. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  addBranch,
  changeSetting,
  conversationRoots,
  readTree,
  renameBranch,
} from '../../shared/document/index.ts'
import type { BranchId, ConversationId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, touch, type Visitor, visit } from '../helpers/browser.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { composer, gone, message, openConversation, pager, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

/** A trunk of Ana's with a branch of hers, and one of Ben's that grows from it. */
const grove = async (title: string): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  await writeAs(ana, id, (doc) => {
    line(doc, ana.id, 'trunk', 12, null)
    fork(doc, ana.id, 'garden', 'trunk-2', 'The garden')
    line(doc, ana.id, 'garden', 5, 'trunk-2', 'garden')
  })
  await writeAs(ben, id, (doc) => {
    fork(doc, ben.id, 'river', 'garden-2')
    line(doc, ben.id, 'river', 3, 'garden-2', 'river')
  })
  return id
}

const openMap = async (page: Page): Promise<Locator> => {
  await page.keyboard.press('ControlOrMeta+.')
  const map = page.getByRole('dialog', { name: 'Map' })
  await seen(map)
  await seen(map.getByRole('treeitem'))
  return map
}
const item = (map: Locator, name: string | RegExp): Locator => map.getByRole('treeitem', { name })
const names = (map: Locator): Promise<(string | null)[]> =>
  map.getByRole('treeitem').evaluateAll((items) => items.map((each) => each.getAttribute('data-branch')))

it('[C7] the map opens by its key and from the header, is walked by keys, and leads anywhere', async () => {
  const id = await grove('Walking')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  expect(await names(map)).toEqual(['main', 'garden', 'river'])
  expect(await item(map, /The garden/).getAttribute('aria-level')).toBe('2')
  expect(await item(map, /Ben’s branch/).getAttribute('aria-level')).toBe('3')
  expect(await item(map, /First branch/).getAttribute('aria-current')).toBe('location')
  expect(await item(map, /First branch/).textContent()).toContain('main path')
  expect(await item(map, /Ben’s branch/).textContent()).toMatch(/river says 1.*Ben.*3 messages/)
  expect(await accessibilityProblems(page)).toEqual([])

  await page.keyboard.press('ArrowDown')
  expect(await item(map, /The garden/).getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('ArrowRight')
  expect(await item(map, /Ben’s branch/).getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await gone(map)
  await seen(message(page, 'river says 3'))
  await page.getByRole('button', { name: 'Map', exact: true }).click()
  await seen(page.getByRole('dialog', { name: 'Map' }))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog', { name: 'Map' }))
})

it('[C7] the map zooms, pans, finds words and leads to the message', async () => {
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
  expect(await names(map)).toEqual(['river'])
  await page.keyboard.press('Enter')
  await map.getByRole('button', { name: 'Go there' }).click()
  await seen(message(page, 'river says 2'))
  await until('the message has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-message-id') === 'river-2'),
  )
})

it('[C7] a branch is named, coloured, archived, deleted and brought back, live for everybody', async () => {
  const id = await grove('Keeping order')
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await seen(message(anas.page, 'trunk says 12'))
  await seen(message(bens.page, 'trunk says 12'))
  const anasMap = await openMap(anas.page)
  const bensMap = await openMap(bens.page)
  await item(bensMap, /The garden/).click()
  await bens.page.keyboard.press('F2')
  await bens.page.keyboard.press('ControlOrMeta+a')
  await bens.page.keyboard.type('The orchard')
  await bens.page.keyboard.press('Enter')
  await seen(item(anasMap, /The orchard/))
  await bensMap.getByRole('radio', { name: 'Pink' }).check({ force: true })
  await until('Ana sees the colour', async () =>
    (
      (await item(anasMap, /The orchard/)
        .locator('span')
        .first()
        .getAttribute('style')) ?? ''
    ).includes('--branch-3'),
  )
  // The branch is Ana's: Ben may archive it, and not delete it.
  expect(await bensMap.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0)
  await bensMap.getByRole('button', { name: 'Archive', exact: true }).click()
  await gone(item(anasMap, /The orchard/))
  // With it goes from sight what grows from it.
  expect(await names(anasMap)).toEqual(['main'])
  await anasMap.getByRole('checkbox', { name: 'Archived and deleted' }).check()
  await item(anasMap, /The orchard/).click()
  await anasMap.getByRole('button', { name: 'Bring back from the archive' }).click()
  await seen(item(bensMap, /The orchard/))
  // Its owner deletes Ben's, and takes that back.
  await item(anasMap, /Ben’s branch/).click()
  await anasMap.getByRole('button', { name: 'Delete', exact: true }).click()
  await gone(item(bensMap, /Ben’s branch/))
  await seen(item(anasMap, /deleted/))
  await anas.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await seen(item(bensMap, /Ben’s branch/))
  await bens.page.keyboard.press('Escape')
  await anas.page.keyboard.press('Escape')
})

it('[C7] the first branch is named, coloured and archived as every other, once another one is the main path', async () => {
  const id = await grove('The trunk of it')
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await seen(message(anas.page, 'trunk says 12'))
  await seen(message(bens.page, 'trunk says 12'))
  const map = await openMap(anas.page)
  const bensMap = await openMap(bens.page)
  await item(map, /First branch/).click()
  await anas.page.keyboard.press('F2')
  await anas.page.keyboard.type('The trunk')
  await anas.page.keyboard.press('Enter')
  await seen(item(bensMap, /The trunk/))
  await map.getByRole('radio', { name: 'Violet' }).check({ force: true })
  await until('Ben sees the colour', async () =>
    (
      (await item(bensMap, /The trunk/)
        .locator('span')
        .first()
        .getAttribute('style')) ?? ''
    ).includes('--branch-5'),
  )
  // It is what newcomers read: first another one takes its place.
  await map.getByRole('button', { name: 'Archive', exact: true }).click()
  const successor = map.getByRole('group', { name: 'Archive the main path' })
  await seen(successor.getByText('Which one do they begin with then?'))
  expect(await accessibilityProblems(anas.page)).toEqual([])
  await successor.getByRole('combobox', { name: 'New main path' }).selectOption({ label: 'The garden' })
  await successor.getByRole('button', { name: 'Archive', exact: true }).click()
  await gone(successor)
  await seen(item(bensMap, /The garden/).getByText('main path'))
  // What the others stand on stays on the map.
  await until('the map is cut', async () =>
    /2 messages/.test((await item(bensMap, /The trunk/).textContent()) ?? ''),
  )
  expect(await names(bensMap)).toEqual(['main', 'garden', 'river'])
  await bens.page.keyboard.press('Escape')
  await seen(bens.page.getByText('This branch is archived.'))
  await bens.page.getByRole('button', { name: 'Go to the main path' }).click()
  await seen(message(bens.page, 'garden says 5'))
  // Only one way is left there.
  const after = (name: string) => bens.page.locator(`[data-fork="${name}"]`)
  await gone(after('trunk-2'))
  expect(await after('garden-2').count()).toBe(1)

  await item(map, /The trunk/).click()
  await map.getByRole('button', { name: 'Bring back from the archive' }).click()
  await seen(after('trunk-2'))
  await anas.page.keyboard.press('Escape')

  // Where there is no other branch that is said.
  const alone = await ana.newConversation('One branch')
  await writeAs(ana, alone, (doc) => line(doc, ana.id, 'only', 2, null))
  await openConversation(anas.page, banyan.url, alone)
  await seen(message(anas.page, 'only says 2'))
  const small = await openMap(anas.page)
  await small.getByRole('button', { name: 'Archive', exact: true }).click()
  await seen(small.getByText('This is the only branch'))
  await small.getByRole('button', { name: 'Close', exact: true }).click()
  await anas.page.keyboard.press('Escape')
})

it('[C7] what one looks at stays where it is while branches and messages come beside and above it', async () => {
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
  await seen(item(map, /The lake/))
  await seen(item(map, /The hill/))
  expect(await placeOf()).toEqual(before)
  await page.keyboard.press('Escape')
  await gone(map)
})

it('[C7] a name that others give meanwhile is not turned back, and Esc leaves a name as it was', async () => {
  const id = await grove('Two who name')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  await item(map, /The garden/).click()
  await page.keyboard.press('F2')
  const peer = ben.sync(conversationRoom(id))
  await peer.synced
  const long = `${'🌳'.repeat(60)} הגן של בן`
  renameBranch(peer.doc, 'garden' as BranchId, long)
  await seen(item(map, /הגן של בן/))
  // She has the field open and types nothing.
  await page.keyboard.press('Tab')
  await item(map, /First branch/).click()
  await seen(item(map, /הגן של בן/))
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0)

  await item(map, /הגן של בן/).click()
  await page.keyboard.press('F2')
  await page.keyboard.type('Not this')
  await page.keyboard.press('Escape')
  expect(await map.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(long)
  await until('the tree has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-branch') === 'garden'),
  )
  const names = readTree(conversationRoots(peer.doc)).branches
  expect(names.get('garden' as BranchId)?.name).toBe(long)
  peer.destroy()
  await page.keyboard.press('Escape')
  await gone(map)
})

it('[C7] [C8] Esc leads back from a comparison to the map, and from there to where one was', async () => {
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
  await item(map, /The garden/).click()
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

it('[C7] who reads a branch that is put away stays there, is told, and can bring it back', async () => {
  const id = await grove('Put away')
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await seen(message(bens.page, 'trunk says 12'))
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(message(bens.page, 'garden says 5'))
  const map = await openMap(anas.page)
  await item(map, /The garden/).click()
  await map.getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(bens.page.getByText('Ana deleted this branch.'))
  await seen(message(bens.page, 'garden says 5'))
  await anas.page.keyboard.press('Escape')
  await gone(pager(anas.page))
  await bens.page.getByRole('button', { name: 'Go to the main path' }).click()
  await seen(message(bens.page, 'trunk says 12'))
})

it('[C7] with a branch goes the main path that grew from it: that is asked first, and said to its readers', async () => {
  const id = await grove('The river’s spring')
  await writeAs(ana, id, (doc) => {
    changeSetting(doc, 'mainBranch', 'river')
    renameBranch(doc, 'river' as BranchId, 'The river')
  })
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await seen(message(bens.page, 'river says 3'))
  const map = await openMap(anas.page)
  await item(map, /The garden/).click()
  await map.getByRole('button', { name: 'Archive', exact: true }).click()
  const successor = map.getByRole('group', { name: 'Archive the main path' })
  await seen(successor.getByText('Newcomers begin with “The river”, which grows from this branch.'))
  expect(await accessibilityProblems(anas.page)).toEqual([])
  const offered = successor.getByRole('combobox', { name: 'New main path' }).locator('option')
  expect(await offered.allTextContents()).toEqual(['First branch'])
  await successor.getByRole('button', { name: 'Archive', exact: true }).click()
  await seen(anas.page.getByText('Archived, with the branch that grows from it.'))
  await seen(item(map, /First branch/).getByText('main path'))
  expect(await names(map)).toEqual(['main'])
  // Who reads there stays, is told, and has the ways on.
  await seen(bens.page.getByText('This branch is archived with “The garden”, from which it grows.'))
  await seen(message(bens.page, 'river says 3'))
  expect(await accessibilityProblems(bens.page)).toEqual([])
  await bens.page.getByRole('button', { name: 'Bring back' }).click()
  await gone(bens.page.getByText('This branch is archived with'))
  await seen(item(map, /The river/))
  await anas.page.keyboard.press('Escape')
})

it('[C7] the map is live: messages, branches and people appear on it', async () => {
  const id = await grove('Live')
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await seen(message(bens.page, 'trunk says 12'))
  const map = await openMap(anas.page)
  await seen(item(map, /First branch/).getByRole('img', { name: 'Ben' }))
  expect(await item(map, /First branch/).textContent()).toContain('12 messages')
  await send(bens.page, 'One more')
  await seen(item(map, /First branch/).getByText(/13 messages/))
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(item(map, /The garden/).getByRole('img', { name: 'Ben' }))
  await anas.page.keyboard.press('Escape')
})

it('[C7] 200 branches and 2,000 messages: drawn with few elements, legible, and quick to walk', async () => {
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

it('[C7] the map serves on a phone and in the dark', async () => {
  const id = await grove('On the phone')
  for (const [colorScheme, width, height] of [
    ['dark', 1280, 860],
    ['light', 390, 844],
  ] as const) {
    const { page, context } = await visit(browser, banyan.url, ben, {
      colorScheme,
      viewport: { width, height },
    })
    await openConversation(page, banyan.url, id)
    await seen(message(page, 'trunk says 12'))
    const map = await openMap(page)
    await item(map, /The garden/).click()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0)
    await context.close()
  }
})

it('[C7] fingers: two zoom the map about themselves, one moves it, a tap selects what is under it', async () => {
  const id = await grove('In the hand')
  const bensPhone = await visit(browser, banyan.url, ben, {
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
    async () => (await item(map, /The garden/).getAttribute('aria-selected')) === 'true',
  )
  await bensPhone.context.close()
})

it('the pages had nothing to complain of', () => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
