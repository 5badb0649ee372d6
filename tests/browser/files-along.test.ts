/** Whose files are: they come along into conversations of one’s own, and are gone with one’s access. */
import { expect } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import {
  arrived,
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
import { gone, message, openConversation, seen, send, shelf, write } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })

it('[C9] [B4] the files on a path come along into one’s own conversation, a late one when one looks again', async ({
  ana,
  ben,
  anas,
  bens,
  together,
}) => {
  const source = await together('The plan', 'view')
  await choose(anas.page, picture('leaf.png'), text('notes.txt', 'water and light'))
  await send(anas.page, 'The plan, with files')
  await seen(arrived(bens.page, 'notes.txt'))
  await holdUploads(anas.page)
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

  await letUploadsGo(anas.page)
  await seen(arrived(anas.page, 'late.txt'))
  await late.getByRole('button', { name: 'Look again' }).click()
  await seen(arrived(bens.page, 'late.txt'))
  // They are Ben's now, whatever becomes of the original.
  await ana.share(source, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  expect((await downloaded(bens.page, 'late.txt')).bytes.toString()).toBe('it took its time')
})

it('[D4] [B4] files of work that was refused come along into a conversation of one’s own', async ({
  banyan,
  visitAs,
  ana,
  ben,
  bens,
  together,
}) => {
  const id = await together('Taken away')
  await bens.context.setOffline(true)
  await choose(bens.page, picture('mine.png'), text('mine.txt', 'written on a train'))
  await seen(chips(bens.page).nth(1))
  await send(bens.page, 'My careful addition')
  await seen(message(bens.page, 'My careful addition'))
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await bens.context.setOffline(false)
  await seen(shelf(bens.page))
  expect(await shelf(bens.page).textContent()).toContain('Files: mine.png and mine.txt')
  await shelf(bens.page).getByRole('button', { name: 'Keep as my own conversation' }).click()
  await seen(message(bens.page, 'My careful addition'))
  expect(bens.page.url()).not.toContain(id)
  expect((await downloaded(bens.page, 'mine.txt')).bytes.toString()).toBe('written on a train')
  // On the server, and not only shown from here.
  const other = await visitAs(ben)
  await openConversation(other.page, banyan.url, bens.page.url().split('/').at(-1) as ConversationId)
  await seen(other.page.getByRole('img', { name: 'mine.png' }))
  await seen(arrived(other.page, 'mine.txt'))
  await other.context.close()
})

it('[B4] [A10] whoever loses access loses the files with it', async ({ ana, ben, anas, bens, together }) => {
  const id = await together('Only for now', 'view')
  await choose(anas.page, text('secret.txt', 'between us'))
  await write(anas.page, 'Read quickly')
  await anas.page.keyboard.press('Enter')
  await seen(arrived(bens.page, 'secret.txt'))
  const address = await arrived(bens.page, 'secret.txt').getAttribute('href')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  await gone(arrived(bens.page, 'secret.txt'))
  const status = await bens.page.evaluate(async (path) => (await fetch(path)).status, address ?? '')
  expect(status).toBe(404)
})

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
