/** The share dialog, as its owner and as others see it. */
import { expect } from 'vitest'
import type { Sharing } from '../../shared/api.ts'
import type { GroupId } from '../../shared/ids.ts'
import {
  addPerson,
  choose,
  gone,
  openConversation,
  openSharing,
  saveSharing,
  seen,
  sidebar,
} from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()
  .extend('cleo', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Cleo'))
  /** A conversation of Ana's, where there are Cleo and a group with Ben in it to share with. */
  .extend('id', { scope: 'file' }, async ({ ana, ben, cleo: _isThere }) => {
    const { id: group } = await ana.call<{ id: GroupId }>('POST', '/api/groups', { name: 'Research' })
    await ana.call('POST', `/api/groups/${group}/members`, { add: [ben.id], remove: [] })
    return ana.newConversation('The offer')
  })
  .extend('page', { scope: 'file' }, async ({ banyan, anas, id }) => {
    await openConversation(anas.page, banyan.url, id)
    return anas.page
  })
  .extend('bensPage', { scope: 'file' }, async ({ banyan, bens }) => {
    await bens.page.goto(banyan.url)
    await seen(sidebar(bens.page))
    return bens.page
  })
  .extend(
    'sharing',
    { scope: 'file' },
    ({ ana, id }) =>
      (): Promise<Sharing> =>
        ana.call('GET', `/api/conversations/${id}/sharing`),
  )

it('[A4] people are found by name or e-mail, several at once, a level each', async ({
  page,
  bensPage,
  sharing,
}) => {
  const dialog = await openSharing(page)
  await addPerson(dialog, 'Ben')
  await addPerson(dialog, 'cleo@')
  await choose(dialog, 'Level of Cleo', 'View only')
  await choose(dialog, 'Level of Ben', 'Can collaborate')
  await saveSharing(dialog)
  const { people } = await sharing()
  expect(people.map(({ name, level }) => `${name}: ${level}`).toSorted()).toEqual([
    'Ben: collaborate',
    'Cleo: view',
  ])
  await seen(sidebar(bensPage).getByRole('link', { name: /The offer/ }))
})

it('[A3] groups are added from a dropdown with a level, and a bin takes them away', async ({
  page,
  sharing,
}) => {
  let dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Add a group' }).click()
  await page.getByRole('menuitem', { name: /Research/ }).click()
  await choose(dialog, 'Level for the one you add', 'View only')
  await saveSharing(dialog)
  expect((await sharing()).groups.map(({ name, level }) => [name, level])).toEqual([['Research', 'view']])
  dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Remove Research' }).click()
  await saveSharing(dialog)
  expect((await sharing()).groups).toEqual([])
})

it('[A1] [A14] everybody with access is listed with level and reason; the highest grant wins', async ({
  ana,
  ben,
  page,
  id,
  sharing,
}) => {
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'view' }])
  const dialog = await openSharing(page)
  await seen(dialog.getByRole('heading', { name: /Who has access/ }))
  const rows = (await dialog.getByRole('listitem').allTextContents()).join('\n')
  for (const words of ['Ana', 'Ben', 'Cleo', 'Owner', 'Can collaborate', 'everyone at Acme'])
    expect(rows).toContain(words)
  expect((await sharing()).access.find(({ person }) => person.id === ben.id)?.level).toBe('collaborate')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

it('[A6] others see who has access and whom to ask, and can change nothing', async ({
  ben,
  bensPage,
  id,
  sharing,
}) => {
  await sidebar(bensPage)
    .getByRole('link', { name: /The offer/ })
    .click()
  const dialog = await openSharing(bensPage)
  await seen(dialog.getByText(/Only Ana/))
  await seen(dialog.getByText('Cleo'))
  expect(await dialog.getByRole('checkbox').count()).toBe(0)
  expect(await dialog.getByRole('button', { name: 'Save' }).count()).toBe(0)
  const refusal = ben.call('PUT', `/api/conversations/${id}/sharing`, {
    version: (await sharing()).version,
    changes: [{ subject: { kind: 'organization' }, level: 'collaborate' }],
  })
  await expect(refusal).rejects.toMatchObject({ status: 403 })
  await bensPage.keyboard.press('Escape')
})

it('[A5] a change made from elsewhere in the meantime is said, shown and not overwritten', async ({
  ana,
  cleo,
  page,
  id,
  sharing,
}) => {
  const dialog = await openSharing(page)
  await dialog.getByRole('checkbox', { name: 'Allow collaboration (edit messages)' }).click()
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'none' }])
  await seen(dialog.getByText(/Sharing was changed from somewhere else/))
  await saveSharing(dialog)
  const now = await sharing()
  expect(now.organization.level).toBe('collaborate')
  expect(now.people.some((person) => person.id === cleo.id)).toBe(false)
})

it('[A4] Remove takes a person away at once, with the keyboard alone', async ({
  ana,
  page,
  bensPage,
  id,
}) => {
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'none' }])
  const dialog = await openSharing(page)
  await dialog.getByRole('button', { name: 'Remove Ben' }).focus()
  await page.keyboard.press('Enter')
  await saveSharing(dialog)
  await gone(sidebar(bensPage).getByRole('link', { name: /The offer/ }))
})
