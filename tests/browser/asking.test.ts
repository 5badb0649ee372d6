/** Asking the owner for access and for more of it, and what everybody is told: an owner and two others side by side. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import {
  composer,
  gone,
  message,
  openConversation,
  openSharing,
  seen,
  send,
  sidebar,
} from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })
  .extend('cleo', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Cleo'))
  .extend('pages', { scope: 'file' }, async ({ banyan, visitAs, anas, bens, cleo }) => {
    const cleos = await visitAs(cleo, { colorScheme: 'dark' })
    for (const { page } of [anas, bens, cleos]) {
      await page.goto(banyan.url)
      await seen(bell(page))
    }
    return { ana: anas.page, ben: bens.page, cleo: cleos.page }
  })

const bell = (page: Page): Locator => page.getByRole('button', { name: /^Notifications/ })
const openInbox = async (page: Page): Promise<Locator> => {
  await bell(page).click()
  const inbox = page.getByRole('dialog', { name: 'Notifications' })
  await seen(inbox)
  return inbox
}

it('[A6] whoever has the link and no access sees nothing but that they can ask, and comes in once they may', async ({
  banyan,
  ana,
  pages,
}) => {
  const id = await ana.newConversation('The secret offer')
  await pages.ben.goto(`${banyan.url}/c/${id}`)
  await seen(pages.ben.getByText('This conversation is not shared with you'))
  expect(await pages.ben.content()).not.toContain('secret offer')
  await pages.ben.getByLabel(/A word to the owner/).fill('I wrote half of it')
  expect(await accessibilityProblems(pages.ben)).toEqual([])
  await pages.ben.getByRole('button', { name: 'Ask for access' }).click()
  await seen(pages.ben.getByText(/^Asked\./))

  // The owner is told on the open page, and answers with one press, by keyboard alone.
  await seen(pages.ana.getByRole('button', { name: 'Notifications, 1 new' }))
  await bell(pages.ana).focus()
  await pages.ana.keyboard.press('Enter')
  const inbox = pages.ana.getByRole('dialog', { name: 'Notifications' })
  await seen(inbox.getByText('Ben asks for access to “The secret offer”.'))
  await seen(inbox.getByText('I wrote half of it'))
  expect(await accessibilityProblems(pages.ana)).toEqual([])
  await inbox.getByRole('button', { name: 'View only: Ben' }).focus()
  await pages.ana.keyboard.press('Enter')
  await seen(inbox.getByText(/Can view now/))
  await pages.ana.keyboard.press('Escape')
  await gone(inbox)
  await seen(pages.ana.getByRole('button', { name: 'Notifications', exact: true }))

  // The one who asked is in, without having done anything.
  await seen(pages.ben.getByText('You can view this conversation.'))
  await seen(sidebar(pages.ben).getByRole('link', { name: /The secret offer/ }))
})

it('[A6] a viewer asks to edit, in every tab of the owner, and writes as soon as they may', async ({
  banyan,
  ana,
  cleo,
  pages,
}) => {
  const id = await ana.newConversation('Plans')
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'view' }])
  const second = await pages.ana.context().newPage()
  await second.goto(banyan.url)
  await openConversation(pages.cleo, banyan.url, id)
  await pages.cleo.getByRole('button', { name: 'Ask to edit' }).click()
  const asking = pages.cleo.getByRole('dialog', { name: 'Ask to edit' })
  await seen(asking)
  expect(await accessibilityProblems(pages.cleo)).toEqual([])
  await asking.getByRole('button', { name: 'Ask to edit' }).click()
  await seen(pages.cleo.getByText('You have asked to edit it.'))
  for (const page of [pages.ana, second])
    await seen(page.getByRole('button', { name: 'Notifications, 1 new' }))
  const inbox = await openInbox(second)
  await inbox.getByRole('button', { name: 'Can collaborate: Cleo' }).click()
  await send(pages.cleo, 'Thank you')
  await openConversation(pages.ana, banyan.url, id)
  await seen(message(pages.ana, 'Thank you'))
  await second.close()
})

it('[A6] not now is said kindly, with neither title nor name, and asking again has to wait', async ({
  banyan,
  ana,
  pages,
}) => {
  const id = await ana.newConversation('The other secret')
  await pages.ben.goto(`${banyan.url}/c/${id}`)
  await pages.ben.getByRole('button', { name: 'Ask for access' }).click()
  await openConversation(pages.ana, banyan.url, id)
  // The owner finds the question in the share dialog too.
  const dialog = await openSharing(pages.ana)
  await dialog.getByRole('button', { name: 'Not now: Ben' }).click()
  await gone(dialog.getByRole('button', { name: 'Not now: Ben' }))
  await pages.ana.keyboard.press('Escape')
  await seen(pages.ben.getByText(/the owner answered: not now/))
  expect(await pages.ben.getByRole('button', { name: 'Ask for access' }).count()).toBe(0)
  const inbox = await openInbox(pages.ben)
  await seen(inbox.getByText('You asked for access to a conversation. Its owner answered: not now.'))
  await pages.ben.keyboard.press('Escape')
  expect(await pages.ben.content()).not.toContain('The other secret')
})

it('[A6] an address that leads nowhere, and one of what was deleted, look the same', async ({
  banyan,
  ana,
  pages,
}) => {
  const id = await ana.newConversation('Soon deleted')
  await ana.call('DELETE', `/api/conversations/${id}`)
  for (const address of [id, 'no-such-conversation']) {
    await pages.ben.goto(`${banyan.url}/c/${address}`)
    await seen(pages.ben.getByText('There is no such conversation here'))
    expect(await pages.ben.getByRole('button', { name: 'Ask for access' }).count()).toBe(0)
  }
})

it('[A9] [A10] who shared, who took away and who handed on is said on the open page and in the inbox', async ({
  banyan,
  ana,
  cleo,
  pages,
}) => {
  const id = await ana.newConversation('Told about')
  await pages.cleo.goto(banyan.url)
  const cleared = await openInbox(pages.cleo)
  await cleared.getByRole('button', { name: 'Clear', exact: true }).click()
  await seen(cleared.getByText('Nothing new'))
  await pages.cleo.keyboard.press('Escape')

  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'collaborate' }])
  await seen(pages.cleo.getByText('Ana shared “Told about” with you: you can collaborate.'))
  await openConversation(pages.cleo, banyan.url, id)
  await seen(composer(pages.cleo))
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'view' }])
  await seen(pages.cleo.getByRole('note').getByText(/Ana changed your access to “Told about” to view only\./))
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'none' }])
  await seen(pages.cleo.getByText('You no longer have access to “Told about”'))
  await seen(pages.cleo.getByText(/Ana stopped sharing “Told about” with you\./))
  expect(await accessibilityProblems(pages.cleo)).toEqual([])

  const inbox = await openInbox(pages.cleo)
  expect(await inbox.getByRole('listitem').count()).toBe(3)
  expect(await accessibilityProblems(pages.cleo)).toEqual([])
  await inbox.getByRole('button', { name: 'Clear this' }).first().click()
  await seen(inbox.getByText(/changed your access/))
  await pages.cleo.keyboard.press('Escape')
  // Read in one tab is read in all, and after a reload.
  await pages.cleo.reload()
  await seen(pages.cleo.getByRole('button', { name: 'Notifications', exact: true }))
})
