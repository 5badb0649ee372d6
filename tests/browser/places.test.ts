/** Everybody's own place in one tree: kept on every device, begun on the main path. */
import { expect } from 'vitest'
import type * as Y from 'yjs'
import { archiveBranch, changeSetting, deleteBranch, restoreBranch } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { until } from '../helpers/banyan.ts'
import { complaintsOf } from '../helpers/browser.ts'
import { fork, longLine } from '../helpers/grove.ts'
import { act, gone, message, openConversation, pager, quiet, seen, send } from '../helpers/pages.ts'
import { bringIntoSight, entry, isInSight, placeOf, settled, topOf } from '../helpers/reading-place.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()

it('[C6] one’s own place is kept over reloads and devices, and nobody moves another', async ({
  banyan,
  visitAs,
  ana,
  anas,
  bens,
  written,
  both,
}) => {
  const id = await written('Places', (doc) => {
    longLine(doc, ana.id, 'trunk', 4, null)
    fork(doc, ana.id, 'side', 'trunk-2')
    longLine(doc, ana.id, 'side', 14, 'trunk-2', 'side')
  })
  await both(id)
  await seen(message(anas.page, 'trunk says 4'))
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side says 1'))
  await bringIntoSight(anas.page, 'side-5')
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, 2)
  await seen(message(bens.page, 'trunk says 4'))
  expect(await message(bens.page, 'side says 1').count()).toBe(0)

  // The place is told once the page has come to rest: her other device knows it from the server.
  await until('the server knows', async () => {
    const cursor = await placeOf(ana, id)
    return cursor?.branchId === 'side' && cursor.messageId !== undefined
  })
  const device = await visitAs(ana)
  await openConversation(device.page, banyan.url, id)
  await seen(entry(device.page, 'side-5'))
  await until('the other device opens where she reads', () => isInSight(device.page, 'side-5'))
  await device.context.close()
  await anas.page.reload()
  await seen(message(anas.page, 'side says 5'))
  await until('she is where she was', () => isInSight(anas.page, 'side-5'))
})

it('[C6] a device that has not heard of a branch yet comes to where one reads there, and forgets nothing', async ({
  banyan,
  visitAs,
  ana,
  anas,
  written,
}) => {
  const id = await written('Devices', (doc) => longLine(doc, ana.id, 'trunk', 14, null))
  const device = await visitAs(ana)
  await openConversation(device.page, banyan.url, id)
  await seen(message(device.page, 'trunk says 14'))
  await device.page.goto(`${banyan.url}/settings`)
  await openConversation(anas.page, banyan.url, id)
  await act(message(anas.page, 'trunk says 12'), 'Branch from here')
  await send(anas.page, 'A new way')
  await seen(message(anas.page, 'A new way'))
  await quiet(anas.page)
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, -900)
  const cursor = async (): Promise<string | undefined> => {
    const known = await placeOf(ana, id)
    return known?.branchId === 'main' ? undefined : known?.messageId
  }
  await until('the server knows where she reads', async () => (await cursor()) !== undefined)
  const before = (await cursor()) ?? ''
  // What this device has kept of the conversation knows nothing of the branch, and its server is slow to tell.
  await seen(device.page.getByRole('navigation', { name: 'Conversations' }).getByText('Devices'))
  await device.page.getByRole('navigation', { name: 'Conversations' }).getByText('Devices').click()
  await seen(entry(device.page, before))
  await seen(message(device.page, 'A new way'))
  await until('it shows what she read', () => isInSight(device.page, before))
  await settled(device.page)
  expect(await cursor()).toBe(before)
  await device.context.close()

  // A device that knows nothing at all comes there at once, and stays however often one reloads.
  const fresh = await visitAs(ana)
  await openConversation(fresh.page, banyan.url, id)
  await until('it shows what she read', () => isInSight(fresh.page, before))
  for (let reload = 0; reload < 3; reload++) {
    const top = await topOf(entry(fresh.page, before))
    await fresh.page.mouse.move(640, 400)
    await fresh.page.mouse.wheel(0, 1)
    await until('it is remembered', async () => (await cursor()) === before)
    await fresh.page.reload()
    await until('it is where it was', async () => {
      const now = entry(fresh.page, before)
      return (await now.count()) === 1 && Math.abs((await topOf(entry(fresh.page, before))) - top) < 12
    })
  }
  await fresh.context.close()
})

it('[C6] what was put away is nobody’s way in, also where it was the main path', async ({
  banyan,
  visitAs,
  ana,
  written,
}) => {
  const id = await written('A main path that goes', (doc) => {
    longLine(doc, ana.id, 'trunk', 3, null)
    fork(doc, ana.id, 'side', 'trunk-1', 'The plan')
    longLine(doc, ana.id, 'side', 3, 'trunk-1', 'side')
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
    const { page, context } = await visitAs(newcomer)
    await openConversation(page, banyan.url, id)
    await seen(message(page, name === 'Emil' ? 'side says 3' : 'trunk says 3'))
    expect(await page.getByText(/deleted this branch|is archived/).count()).toBe(0)
    await context.close()
    peer.destroy()
  }
})

it('[C6] a collaborator sets the main path, takes it back, and a newcomer begins there', async ({
  banyan,
  visitAs,
  ana,
  bens,
  written,
}) => {
  const id = await written('Main path', (doc) => {
    longLine(doc, ana.id, 'trunk', 3, null)
    fork(doc, ana.id, 'side', 'trunk-1', 'The plan')
    longLine(doc, ana.id, 'side', 3, 'trunk-1', 'side')
  })
  await openConversation(bens.page, banyan.url, id)
  await seen(message(bens.page, 'trunk says 3'))
  await seen(pager(bens.page).getByText('Main path'))
  await pager(bens.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(bens.page, 'side says 3'))
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
  const cleos = await visitAs(cleo)
  await openConversation(cleos.page, banyan.url, id)
  await seen(message(cleos.page, 'side says 3'))
  expect(await message(cleos.page, 'trunk says 3').count()).toBe(0)
  await cleos.context.close()
})

it('the pages had nothing to complain of but lost connections', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
