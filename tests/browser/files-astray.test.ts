/** Files that come along, come late, or do not come at all, between people in real browsers. */
import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { arrived, chips, choose, downloaded, fileIn, picture, text } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { gone, message, openConversation, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false, config: { fileLimits: { file: 5_000_000 } } })
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

const together = async (title: string, level: 'view' | 'collaborate' = 'collaborate') => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level }])
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  return id
}
const bytesOf = (name: string, size: number) => ({ name, mimeType: '', buffer: randomBytes(size) })

it('[C9] [B4] the files on a path come along into one’s own conversation, a late one when one looks again', async () => {
  const source = await together('The plan', 'view')
  await choose(anas.page, picture('leaf.png'), text('notes.txt', 'water and light'))
  await send(anas.page, 'The plan, with files')
  await seen(arrived(bens.page, 'notes.txt'))
  const uploads = '**/uploads'
  await anas.page.route(uploads, (route) => route.abort())
  await choose(anas.page, text('late.txt', 'it took its time'))
  await send(anas.page, 'And one that follows')
  await seen(fileIn(bens.page, 'late.txt').getByText('Not here yet. The device of Ana brings it'))

  await bens.page.locator('header').getByRole('button', { name: 'More', exact: true }).first().click()
  await bens.page.getByRole('menuitem', { name: /Continue in a conversation of my own/ }).click()
  await seen(bens.page.getByRole('link', { name: 'Forked from The plan' }))
  await seen(bens.page.getByText('late.txt stayed behind: it has not arrived there yet.'))
  await seen(bens.page.getByRole('img', { name: 'leaf.png' }))
  expect((await downloaded(bens.page, 'notes.txt')).bytes.toString()).toBe('water and light')
  const late = fileIn(bens.page, 'late.txt')
  await seen(late.getByText('It had not arrived when this conversation was continued from another.'))
  expect(await accessibilityProblems(bens.page)).toEqual([])
  await late.getByRole('button', { name: 'Look again' }).click()
  await seen(bens.page.getByText('late.txt has not arrived there either.'))

  await anas.page.unroute(uploads)
  await seen(arrived(anas.page, 'late.txt'))
  await late.getByRole('button', { name: 'Look again' }).click()
  await seen(arrived(bens.page, 'late.txt'))
  // They are Ben's now, whatever becomes of the original.
  await ana.share(source, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  expect((await downloaded(bens.page, 'late.txt')).bytes.toString()).toBe('it took its time')
})

it('[D4] [B4] files of work that was refused come along into a conversation of one’s own', async () => {
  const id = await together('Taken away')
  await bens.context.setOffline(true)
  await choose(bens.page, picture('mine.png'), text('mine.txt', 'written on a train'))
  await seen(chips(bens.page).nth(1))
  await send(bens.page, 'My careful addition')
  await seen(message(bens.page, 'My careful addition'))
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await bens.context.setOffline(false)
  const shelf = bens.page.getByRole('region', { name: 'Your shelf' })
  await seen(shelf)
  expect(await shelf.textContent()).toContain('Files: mine.png and mine.txt')
  await shelf.getByRole('button', { name: 'Keep as my own conversation' }).click()
  await seen(message(bens.page, 'My careful addition'))
  expect(bens.page.url()).not.toContain(id)
  expect((await downloaded(bens.page, 'mine.txt')).bytes.toString()).toBe('written on a train')
  // On the server, and not only shown from here.
  const cleo = await visit(browser, banyan.url, ben)
  await openConversation(cleo.page, banyan.url, bens.page.url().split('/').at(-1) as ConversationId)
  await seen(cleo.page.getByRole('img', { name: 'mine.png' }))
  await seen(arrived(cleo.page, 'mine.txt'))
  await cleo.context.close()
})

it('[B4] a file refused after it was sent says so to all; its sender tries again or takes it off, and the words stay', async () => {
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

it('[B4] [A10] a file that was on its way when its sender lost the right to bring it is not waited for', async () => {
  const id = await together('On its way')
  await bens.page.route('**/uploads', (route) => route.abort())
  await choose(bens.page, text('draft.txt', 'not here yet'))
  await send(bens.page, 'It follows')
  await seen(fileIn(anas.page, 'draft.txt').getByText('Not here yet. The device of Ben brings it'))
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await seen(bens.page.getByText('You can view this conversation.'))
  await bens.page.unroute('**/uploads')
  await seen(
    fileIn(anas.page, 'draft.txt').getByText('It did not come: Ben may not add files here any more.'),
  )
})

it('[B4] an upload goes on where it was when its page is loaded anew in the middle', async () => {
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

it('[B4] an upload goes on where it was when the network was away in the middle', async () => {
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

it('[B4] names are names: however long, in whichever direction, and whatever they pretend', async () => {
  await together('Names')
  const long = `${'long-'.repeat(60)}.txt`
  await choose(
    anas.page,
    text('../../etc/passwd', 'a path'),
    text('photo\u202egnp.exe', 'turned round'),
    text('line\nbreak\u0007.txt', 'two lines'),
    text(long, 'long'),
    text('<img src=x onerror=alert(1)>.html', '<script>window.ran = true</script>', 'text/html'),
    text('empty.txt', ''),
    { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="window.ran = true">') },
  )
  await seen(chips(anas.page).nth(6))
  // The ending shows, however narrow the place is.
  await seen(chips(anas.page).getByText('ng-l.txt', { exact: true }))
  await send(anas.page, 'Seven names')
  await seen(arrived(bens.page, 'picture.png'))
  const names = await bens.page.locator('[data-file] bdi').allInnerTexts()
  expect(names.some((name) => /[\p{Cc}\p{Bidi_Control}/]/u.test(name))).toBe(false)
  expect(names).toContain('photo_gnp.exe')
  expect(names.some((name) => name.length === 200 && name.endsWith('.txt'))).toBe(true)
  expect(await fileIn(bens.page, 'picture.png').getByRole('region').innerText()).toContain('<svg onload')
  expect((await downloaded(bens.page, 'empty.txt')).bytes.length).toBe(0)
  expect(await bens.page.evaluate(() => 'ran' in window)).toBe(false)
  const isWide = await bens.page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  expect(isWide).toBe(false)
  await gone(chips(anas.page))
})

it('the pages had nothing to complain of but the network', () => {
  const complaints = [anas, bens].flatMap((visitor) => visitor.complaints)
  expect(complaints.filter((words) => !/Failed to load resource|net::ERR|WebSocket/.test(words))).toEqual([])
})
