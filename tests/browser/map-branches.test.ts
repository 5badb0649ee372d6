/** What is done with branches on the map: named, coloured, put away and brought back, while others read them. */
import { expect } from 'vitest'
import { changeSetting, conversationRoots, readTree, renameBranch } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { line, writeAs } from '../helpers/grove.ts'
import { branchesOn, branchOn, it, openMap } from '../helpers/map.ts'
import { gone, message, openConversation, pager, seen } from '../helpers/pages.ts'

it('[C7] a branch is named, coloured, archived, deleted and brought back, live for everybody', async ({
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('Keeping order')
  await both(id)
  await seen(message(anas.page, 'trunk says 12'))
  await seen(message(bens.page, 'trunk says 12'))
  const anasMap = await openMap(anas.page)
  const bensMap = await openMap(bens.page)
  await branchOn(bensMap, /The garden/).click()
  await bens.page.keyboard.press('F2')
  await bens.page.keyboard.press('ControlOrMeta+a')
  await bens.page.keyboard.type('The orchard')
  await bens.page.keyboard.press('Enter')
  await seen(branchOn(anasMap, /The orchard/))
  await bensMap.getByRole('radio', { name: 'Pink' }).check({ force: true })
  await until('Ana sees the colour', async () =>
    (
      (await branchOn(anasMap, /The orchard/)
        .locator('span')
        .first()
        .getAttribute('style')) ?? ''
    ).includes('--branch-3'),
  )
  // The branch is Ana's: Ben may archive it, and not delete it.
  expect(await bensMap.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0)
  await bensMap.getByRole('button', { name: 'Archive', exact: true }).click()
  await gone(branchOn(anasMap, /The orchard/))
  // With it goes from sight what grows from it.
  expect(await branchesOn(anasMap)).toEqual(['main'])
  await anasMap.getByRole('checkbox', { name: 'Archived and deleted' }).check()
  await branchOn(anasMap, /The orchard/).click()
  await anasMap.getByRole('button', { name: 'Bring back from the archive' }).click()
  await seen(branchOn(bensMap, /The orchard/))
  // Its owner deletes Ben's, and takes that back.
  await branchOn(anasMap, /Ben’s branch/).click()
  await anasMap.getByRole('button', { name: 'Delete', exact: true }).click()
  await gone(branchOn(bensMap, /Ben’s branch/))
  await seen(branchOn(anasMap, /deleted/))
  await anas.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await seen(branchOn(bensMap, /Ben’s branch/))
  await bens.page.keyboard.press('Escape')
  await anas.page.keyboard.press('Escape')
})

it('[C7] the first branch is named, coloured and archived as every other, once another one is the main path', async ({
  banyan,
  ana,
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('The trunk of it')
  await both(id)
  await seen(message(anas.page, 'trunk says 12'))
  await seen(message(bens.page, 'trunk says 12'))
  const map = await openMap(anas.page)
  const bensMap = await openMap(bens.page)
  await branchOn(map, /First branch/).click()
  await anas.page.keyboard.press('F2')
  await anas.page.keyboard.type('The trunk')
  await anas.page.keyboard.press('Enter')
  await seen(branchOn(bensMap, /The trunk/))
  await map.getByRole('radio', { name: 'Violet' }).check({ force: true })
  await until('Ben sees the colour', async () =>
    (
      (await branchOn(bensMap, /The trunk/)
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
  await seen(branchOn(bensMap, /The garden/).getByText('main path'))
  // What the others stand on stays on the map.
  await until('the map is cut', async () =>
    /2 messages/.test((await branchOn(bensMap, /The trunk/).textContent()) ?? ''),
  )
  expect(await branchesOn(bensMap)).toEqual(['main', 'garden', 'river'])
  await bens.page.keyboard.press('Escape')
  await seen(bens.page.getByText('This branch is archived.'))
  await bens.page.getByRole('button', { name: 'Go to the main path' }).click()
  await seen(message(bens.page, 'garden says 5'))
  // Only one way is left there.
  const after = (name: string) => bens.page.locator(`[data-fork="${name}"]`)
  await gone(after('trunk-2'))
  expect(await after('garden-2').count()).toBe(1)

  await branchOn(map, /The trunk/).click()
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

it('[C7] a name that others give meanwhile is not turned back, and Esc leaves a name as it was', async ({
  banyan,
  ben,
  anas,
  grove,
}) => {
  const id = await grove('Two who name')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  const map = await openMap(page)
  await branchOn(map, /The garden/).click()
  await page.keyboard.press('F2')
  const peer = ben.sync(conversationRoom(id))
  await peer.synced
  const long = `${'🌳'.repeat(60)} הגן של בן`
  renameBranch(peer.doc, 'garden' as BranchId, long)
  await seen(branchOn(map, /הגן של בן/))
  // She has the field open and types nothing.
  await page.keyboard.press('Tab')
  await branchOn(map, /First branch/).click()
  await seen(branchOn(map, /הגן של בן/))
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0)

  await branchOn(map, /הגן של בן/).click()
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

it('[C7] who reads a branch that is put away stays there, is told, and can bring it back', async ({
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('Put away')
  await both(id)
  await seen(message(bens.page, 'trunk says 12'))
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(message(bens.page, 'garden says 5'))
  const map = await openMap(anas.page)
  await branchOn(map, /The garden/).click()
  await map.getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(bens.page.getByText('Ana deleted this branch.'))
  await seen(message(bens.page, 'garden says 5'))
  await anas.page.keyboard.press('Escape')
  await gone(pager(anas.page))
  await bens.page.getByRole('button', { name: 'Go to the main path' }).click()
  await seen(message(bens.page, 'trunk says 12'))
})

it('[C7] with a branch goes the main path that grew from it: that is asked first, and said to its readers', async ({
  ana,
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('The river’s spring')
  await writeAs(ana, id, (doc) => {
    changeSetting(doc, 'mainBranch', 'river')
    renameBranch(doc, 'river' as BranchId, 'The river')
  })
  await both(id)
  await seen(message(bens.page, 'river says 3'))
  const map = await openMap(anas.page)
  await branchOn(map, /The garden/).click()
  const wide = anas.page.viewportSize() ?? { width: 1280, height: 860 }
  await anas.page.setViewportSize({ width: 820, height: 640 })
  await map.getByRole('button', { name: 'Archive', exact: true }).click()
  const successor = map.getByRole('group', { name: 'Archive the main path' })
  await seen(successor.getByText('Newcomers begin with “The river”, which grows from this branch.'))
  // What it asks is in sight as a whole, and its buttons stand clear of the edge.
  const cancel = await successor.getByRole('button', { name: 'Cancel' }).boundingBox()
  expect((cancel?.y ?? 640) + (cancel?.height ?? 0)).toBeLessThanOrEqual(640 - 8)
  await anas.page.setViewportSize(wide)
  expect(await accessibilityProblems(anas.page)).toEqual([])
  const offered = successor.getByRole('combobox', { name: 'New main path' }).locator('option')
  expect(await offered.allTextContents()).toEqual(['First branch'])
  await successor.getByRole('button', { name: 'Archive', exact: true }).click()
  await seen(anas.page.getByText('Archived, with the branch that grows from it.'))
  await seen(branchOn(map, /First branch/).getByText('main path'))
  expect(await branchesOn(map)).toEqual(['main'])
  // Who reads there stays, is told, and has the ways on.
  await seen(bens.page.getByText('This branch is archived with “The garden”, from which it grows.'))
  await seen(message(bens.page, 'river says 3'))
  expect(await accessibilityProblems(bens.page)).toEqual([])
  await bens.page.getByRole('button', { name: 'Bring back' }).click()
  await gone(bens.page.getByText('This branch is archived with'))
  await seen(branchOn(map, /The river/))
  await anas.page.keyboard.press('Escape')
})

it('the pages had nothing to complain of', ({ anas, bens }) => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
