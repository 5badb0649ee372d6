/** Whom one shares with beyond those who are there, and handing a conversation on: three people side by side. */
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Sharing } from '../../shared/api.ts'
import type { ConversationId, GroupId } from '../../shared/ids.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { emailOf, PASSWORD, type TestPerson } from '../helpers/banyan.ts'
import { choose, gone, openConversation, openSharing, saveSharing, seen, sidebar } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })
  .extend('cleo', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Cleo'))
  .extend('page', { scope: 'file' }, ({ anas, cleo: _isThere }) => anas.page)

const sharingOf = (person: TestPerson, id: ConversationId): Promise<Sharing> =>
  person.call('GET', `/api/conversations/${id}/sharing`)
const field = (dialog: Locator): Locator => dialog.getByLabel('Add people by name or e-mail')

it('[A4] [A3] several people and groups are chosen in one field, as chips, with one level for them all', async ({
  banyan,
  ana,
  cleo,
  page,
}) => {
  const { id: group } = await ana.call<{ id: GroupId }>('POST', '/api/groups', { name: 'Research' })
  await ana.call('POST', `/api/groups/${group}/members`, { add: [cleo.id], remove: [] })
  const id = await ana.newConversation('Many at once')
  await openConversation(page, banyan.url, id)
  const dialog = await openSharing(page)
  // By keyboard alone: type, Enter, type, Enter.
  await field(dialog).focus()
  for (const name of ['Ben', 'Cleo', 'resear']) {
    await page.keyboard.type(name)
    await seen(dialog.getByRole('option'))
    await page.keyboard.press('Enter')
  }
  const chips = dialog.getByRole('list', { name: 'To be added' })
  expect(await chips.getByRole('listitem').allTextContents()).toEqual([
    expect.stringContaining('Ben'),
    expect.stringContaining('Cleo'),
    'Research',
  ])
  await chips.getByRole('button', { name: 'Do not add Cleo' }).click()
  await choose(dialog, 'Level for those you add', 'Can collaborate')
  await seen(dialog.getByText('Research (1 person): can collaborate'))
  await seen(dialog.getByText('Ben: can collaborate'))
  expect(await accessibilityProblems(page)).toEqual([])
  await saveSharing(dialog)
  const { people, groups } = await sharingOf(ana, id)
  expect(people.map(({ name, level }) => [name, level])).toEqual([['Ben', 'collaborate']])
  expect(groups.map(({ name, level }) => [name, level])).toEqual([['Research', 'collaborate']])
})

it('[A5] what will change is said before it is saved, and closing over it asks', async ({
  banyan,
  ana,
  ben,
  page,
}) => {
  const id = await ana.newConversation('Thought over')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await openConversation(page, banyan.url, id)
  const dialog = await openSharing(page)
  await choose(dialog, 'Level of Ben', 'Can collaborate')
  await seen(dialog.getByText('Ben: view only → can collaborate'))
  await page.keyboard.press('Escape')
  await seen(dialog.getByText('Your changes are not saved.'))
  expect(await accessibilityProblems(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Go on editing' }).click()
  await seen(dialog.getByText('Ben: view only → can collaborate'))
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Discard changes' }).click()
  await gone(dialog)
  expect((await sharingOf(ana, id)).people.map(({ level }) => level)).toEqual(['view'])
})

it('[A15] a conversation is handed on: the new owner is told, the old one may collaborate, and it can come back', async ({
  banyan,
  ana,
  ben,
  bens,
  page,
}) => {
  const id = await ana.newConversation('The handover')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await openConversation(page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  const dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Hand it on' }).click()
  const handing = page.getByRole('dialog', { name: 'Hand on “The handover”' })
  await handing.getByLabel('The new owner, by name or e-mail').fill('ben')
  await handing.getByRole('option', { name: /Ben/ }).click()
  expect(await accessibilityProblems(page)).toEqual([])
  await handing.getByRole('button', { name: 'Make Ben the owner' }).click()
  await gone(page.getByRole('dialog'))

  await seen(bens.page.getByText('Ana made you the owner of “The handover”.'))
  const theirs = await openSharing(bens.page)
  await seen(theirs.getByRole('heading', { name: 'Ownership' }))
  await seen(theirs.getByRole('combobox', { name: 'Level of Ana' }))
  await bens.page.keyboard.press('Escape')
  const mine = await openSharing(page)
  await seen(mine.getByText(/Only Ben, who owns it/))
  await page.keyboard.press('Escape')
  await gone(mine)
  expect((await sharingOf(ana, id)).owner.name).toBe('Ben')
  await ben.call('PUT', `/api/conversations/${id}/owner`, { to: ana.id })
  await seen(page.getByText('Ben made you the owner of “The handover”.'))
})

it('[A15] somebody who is no member yet is invited and shared with in one go, and has it once they join', async ({
  banyan,
  visitAs,
  ana,
  page,
}) => {
  const id = await ana.newConversation('For somebody new')
  await openConversation(page, banyan.url, id)
  const dialog = await openSharing(page)
  await field(dialog).fill(emailOf('Dora'))
  await dialog.getByRole('option', { name: /Invite dora@example.org and share/ }).click()
  await choose(dialog, 'Level for the one you add', 'Can collaborate')
  await seen(dialog.getByText('dora@example.org is invited: can collaborate, once they have joined'))
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const saved = page.getByRole('dialog', { name: 'Sharing was saved' })
  const link = await saved.getByLabel('For dora@example.org').inputValue()
  expect(await accessibilityProblems(page)).toEqual([])
  await saved.getByRole('button', { name: 'Done' }).click()
  const again = await openSharing(page)
  await seen(again.getByText('Invited: has access once they join'))
  await page.keyboard.press('Escape')

  const { page: doras } = await visitAs()
  await doras.goto(link)
  await doras.getByLabel('Your name').fill('Dora')
  await doras.getByLabel('E-mail').fill(emailOf('Dora'))
  await doras.getByLabel('Password').fill(PASSWORD)
  await doras.getByRole('button', { name: 'Join Acme' }).click()
  const row = sidebar(doras).getByRole('link', { name: /For somebody new/ })
  await seen(row)
  expect(await row.textContent()).toContain('Can collaborate')
  await seen(doras.getByRole('button', { name: 'Notifications, 1 new' }))
  await seen(
    sidebar(page).getByRole('listitem').filter({ hasText: 'For somebody new' }).getByText('Shared by you'),
  )
})

it('[A15] an invitation is taken back, and who may not invite is told whom to ask', async ({
  banyan,
  ana,
  ben,
  bens,
  page,
}) => {
  const id = await ana.newConversation('Thought better of')
  await ana.call('POST', `/api/conversations/${id}/invitations`, { email: 'eve@example.org', level: 'view' })
  await openConversation(page, banyan.url, id)
  const dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Take back: eve@example.org' }).click()
  await gone(dialog.getByText('eve@example.org'))
  await page.keyboard.press('Escape')

  const own = await ben.newConversation('Ben’s own')
  await openConversation(bens.page, banyan.url, own)
  const bensDialog = await openSharing(bens.page)
  await field(bensDialog).fill('eve@example.org')
  await seen(bensDialog.getByText(/Admins can invite them/))
  expect(await bensDialog.getByRole('option').count()).toBe(0)
  await bens.page.keyboard.press('Escape')
  await bens.page.keyboard.press('Escape')
})

it('[A15] a link is copied; it opens for those with access, and asks for it for other members', async ({
  banyan,
  visitAs,
  ana,
  ben,
  cleo,
  bens,
  page,
}) => {
  const id = await ana.newConversation('By link')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openConversation(page, banyan.url, id)
  const dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await seen(page.getByText(/Link copied/))
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toBe(`${banyan.url}/c/${id}`)
  await bens.page.goto(link)
  await seen(bens.page.getByText('You can view this conversation.'))
  const { page: cleos, context } = await visitAs(cleo)
  await cleos.goto(link)
  await seen(cleos.getByRole('button', { name: 'Ask for access' }))
  await context.close()
})
