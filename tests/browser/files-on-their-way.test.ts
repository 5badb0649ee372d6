/** Files on their way: nothing waits for them, and they come, or are said not to, whatever happens meanwhile. */
import { expect } from 'vitest'
import {
  arrived,
  bytesOf,
  chips,
  choose,
  downloaded,
  fileIn,
  holdUploads,
  letUploadsGo,
  picture,
  text,
} from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { complaintsOf } from '../helpers/browser.ts'
import { message, openConversation, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false, config: { fileLimits: { file: 5_000_000 } } })

it('[B4] sending waits for nothing; an upload shows how far it is and goes on after the server was away', async ({
  banyan,
  anas,
  bens,
  together,
}) => {
  await together('Halfway', 'view')
  const film = bytesOf('film.bin', 3_000_000)
  let pieces = 0
  const held = Promise.withResolvers<void>()
  const holding = Promise.withResolvers<void>()
  await anas.page.route('**/uploads/*', async (route) => {
    pieces++
    if (pieces === 2) {
      holding.resolve()
      await held.promise
    }
    await route.continue()
  })
  await choose(anas.page, film)
  await send(anas.page, 'The film is on its way')
  await holding.promise
  await seen(message(bens.page, 'The film is on its way'))
  await seen(bens.page.getByText('Not here yet. The device of Ana brings it when it is on line'))
  expect(await anas.page.locator('[data-upload="uploading"]').innerText()).toMatch(/Uploading, [1-9]\d? %/)

  await banyan.stop()
  held.resolve()
  await seen(anas.page.getByText('Waits for the network'))
  await anas.page.unroute('**/uploads/*')
  await banyan.start()
  await seen(arrived(bens.page, 'film.bin'))
  const got = await downloaded(bens.page, 'film.bin')
  expect(got.bytes.equals(film.buffer)).toBe(true)
})

it('[B4] [D2] what is attached and sent off line waits here, over a reload, and goes when there is a network', async ({
  banyan,
  anas,
  bens,
  together,
}) => {
  const id = await together('Off line', 'view')
  await anas.context.setOffline(true)
  await choose(anas.page, picture('offline.png'), text('words.txt', 'written on a train'))
  await seen(chips(anas.page).nth(1))
  await seen(anas.page.getByText('Waits for the network'))
  await send(anas.page, 'From the train')
  await seen(anas.page.getByRole('img', { name: 'offline.png' }))
  await seen(anas.page.locator('[data-file]').getByText('Waits for the network'))
  // Something else that is not sent yet: it stays in the composer.
  await choose(anas.page, text('later.txt', 'for later'))
  await seen(chips(anas.page).filter({ hasText: 'later.txt' }))

  // The page may come back, the uploads not yet.
  await holdUploads(anas.page)
  await anas.context.setOffline(false)
  await anas.page.reload()
  await openConversation(anas.page, banyan.url, id)
  await seen(message(bens.page, 'From the train'))
  await seen(chips(anas.page).filter({ hasText: 'later.txt' }))
  await seen(anas.page.getByRole('img', { name: 'offline.png' }))
  await letUploadsGo(anas.page)
  await seen(arrived(bens.page, 'words.txt'))
  await seen(bens.page.getByRole('img', { name: 'offline.png' }))
  await chips(anas.page).getByRole('button', { name: 'Remove later.txt' }).click()
  expect(await chips(anas.page).count()).toBe(0)
})

it('[B4] an upload goes on where it was when its page is loaded anew in the middle', async ({
  anas,
  bens,
  together,
}) => {
  await together('Halfway, and again')
  const film = bytesOf('film.bin', 3_000_000)
  const offsets: number[] = []
  let isHeld = true
  const reached = Promise.withResolvers<void>()
  await anas.page.route('**/uploads/*', async (route) => {
    const offset = Number(route.request().headers()['upload-offset'])
    if (isHeld && offset > 0) {
      // The page goes while this piece is on its way.
      reached.resolve()
      return
    }
    offsets.push(offset)
    await route.continue()
  })
  await choose(anas.page, film)
  await send(anas.page, 'The film')
  await reached.promise
  isHeld = false
  await anas.page.reload()
  await seen(arrived(bens.page, 'film.bin'))
  expect((await downloaded(bens.page, 'film.bin')).bytes.equals(film.buffer)).toBe(true)
  // Nothing was brought twice.
  expect(offsets.filter((offset) => offset === 0)).toHaveLength(1)
  await anas.page.unroute('**/uploads/*')
})

it('[B4] an upload goes on where it was when the network was away in the middle', async ({
  anas,
  bens,
  together,
}) => {
  await together('A tunnel')
  const film = bytesOf('tunnel.bin', 3_000_000)
  let isThrough = false
  const reached = Promise.withResolvers<void>()
  await anas.page.route('**/uploads/*', async (route) => {
    if (Number(route.request().headers()['upload-offset']) === 0 || isThrough) return route.continue()
    isThrough = true
    await anas.context.setOffline(true)
    reached.resolve()
    await route.abort('internetdisconnected')
  })
  await choose(anas.page, film)
  await send(anas.page, 'Through a tunnel')
  await reached.promise
  await seen(fileIn(anas.page, 'tunnel.bin').getByText('Waits for the network'))
  await anas.context.setOffline(false)
  await seen(arrived(bens.page, 'tunnel.bin'))
  expect((await downloaded(bens.page, 'tunnel.bin')).bytes.equals(film.buffer)).toBe(true)
  await anas.page.unroute('**/uploads/*')
})

it('[B4] where the server, or this device, has no room, that is said, and nothing is lost', async ({
  anas,
  bens,
  together,
}) => {
  await together('Full', 'view')
  const refuse = { error: { code: 'no-room', message: 'The server has no room for files at the moment.' } }
  await anas.page.route('**/uploads/*', (route) => route.fulfill({ status: 507, json: refuse }))
  await choose(anas.page, text('patient.txt', 'waits for room'))
  await seen(chips(anas.page).getByText('The server has no room for files at the moment. It is tried again'))
  await send(anas.page, 'As soon as there is room')
  await anas.page.unroute('**/uploads/*')
  await seen(arrived(bens.page, 'patient.txt'))
  expect((await downloaded(bens.page, 'patient.txt')).bytes.toString()).toBe('waits for room')

  await anas.page.evaluate(() => {
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      if (this.name === 'chosen') throw new DOMException('The disk is full.', 'QuotaExceededError')
      return put.call(this, value, key)
    }
  })
  await holdUploads(anas.page)
  await choose(anas.page, text('large.txt', 'only in this page'))
  await seen(chips(anas.page).getByText('This device has no room to keep it: please leave the page open'))
  await send(anas.page, 'From a full device')
  await letUploadsGo(anas.page)
  await seen(arrived(bens.page, 'large.txt'))
})

it('[B4] a file refused after it was sent says so to all; its sender tries again or takes it off, and the words stay', async ({
  anas,
  bens,
  together,
}) => {
  await together('Too much')
  await anas.context.setOffline(true)
  await choose(anas.page, bytesOf('whale.bin', 5_000_001), bytesOf('shrimp.bin', 10))
  await seen(chips(anas.page).nth(1))
  await send(anas.page, 'A whale and a shrimp')
  await seen(fileIn(anas.page, 'whale.bin').getByText('Waits for the network'))
  await anas.context.setOffline(false)

  await seen(arrived(bens.page, 'shrimp.bin'))
  const forBen = fileIn(bens.page, 'whale.bin')
  await seen(forBen.getByText('It did not come: it is larger than this server takes.'))
  const forAna = fileIn(anas.page, 'whale.bin')
  await seen(forAna.getByText('A file can have at most 4.8 MB'))
  expect(await accessibilityProblems(anas.page)).toEqual([])
  await forAna.getByRole('button', { name: 'Try again' }).click()
  await seen(forAna.getByText('A file can have at most 4.8 MB'))
  expect(await forBen.getByRole('button').count()).toBe(0)

  await forAna.getByRole('button', { name: 'Take off whale.bin' }).click()
  await seen(forAna.getByText('You took this file off.'))
  await seen(forBen.getByText('Ana took this file off.'))
  await seen(message(bens.page, 'A whale and a shrimp'))
  await anas.page.reload()
  await seen(fileIn(anas.page, 'whale.bin').getByText('You took this file off.'))
})

it('[B4] [A10] a file that was on its way when its sender lost the right to bring it is not waited for', async ({
  ana,
  ben,
  anas,
  bens,
  together,
}) => {
  const id = await together('On its way')
  await holdUploads(bens.page)
  await choose(bens.page, text('draft.txt', 'not here yet'))
  await send(bens.page, 'It follows')
  await seen(fileIn(anas.page, 'draft.txt').getByText('Not here yet. The device of Ben brings it'))
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await seen(bens.page.getByText('You can view this conversation.'))
  await letUploadsGo(bens.page)
  await seen(
    fileIn(anas.page, 'draft.txt').getByText('It did not come: Ben may not add files here any more.'),
  )
})

it('[B4] [D6] signing out asks first where a file is only here, and leaves none behind', async ({
  banyan,
  visitAs,
  ben,
}) => {
  const { page, context } = await visitAs(ben)
  const id = await ben.newConversation('Leaving')
  await openConversation(page, banyan.url, id)
  await holdUploads(page)
  await choose(page, text('only-here.txt', 'only here'))
  await seen(chips(page))
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await signOut()
  await seen(page.getByText('One change is only on this device and would be lost.'))
  await page.getByRole('button', { name: 'Sign out all the same' }).click()
  await seen(page.getByRole('button', { name: 'Sign in' }))
  const kept = (): Promise<string[]> =>
    page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []))
  await expect
    .poll(async () => (await kept()).filter((name) => name.endsWith(':files')), { timeout: 20_000 })
    .toEqual([])
  await context.close()
})

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
