/** What people do on a page, in their words. Finds things by role and name, as they do. */
import type { Locator, Page } from 'playwright-core'
import type { ConversationId } from '../../shared/ids.ts'

const PATIENCE = { timeout: 20_000 }

export const openConversation = async (page: Page, url: string, id: ConversationId): Promise<void> => {
  await page.goto(`${url}/c/${id}`)
  await page
    .locator(`[data-conversation="${id}"]`)
    .locator('article, [role="form"], [role="note"]')
    .first()
    .waitFor(PATIENCE)
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })

export const write = async (page: Page, text: string): Promise<void> => {
  await composer(page).click(PATIENCE)
  await page.keyboard.type(text)
}

export const send = async (page: Page, text: string): Promise<void> => {
  await write(page, text)
  await page.keyboard.press('Enter')
}

/** The message that says this. */
export const message = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('article').filter({ hasText: text })

/** Replies of the assistant, those still being written included. */
export const replies = (page: Page): Locator => page.locator('article[data-role="assistant"]')

export const seen = (locator: Locator): Promise<void> => locator.first().waitFor(PATIENCE)
export const gone = (locator: Locator): Promise<void> =>
  locator.first().waitFor({ state: 'detached', ...PATIENCE })

/** Nothing is being written on the page any more. */
export const quiet = async (page: Page): Promise<void> => {
  await page
    .locator('[data-run-status="queued"], [data-run-status="running"]')
    .first()
    .waitFor({ state: 'detached', ...PATIENCE })
}

/** Presses one of a message's buttons, which appear as one comes near. */
export const act = async (entry: Locator, name: string): Promise<void> => {
  await entry.hover()
  await entry.getByRole('button', { name, exact: true }).click()
}

export const pager = (page: Page): Locator => page.getByRole('navigation', { name: 'Ways on from here' })

/** The messages one reads, from the first, by their words. */
export const reading = (page: Page): Promise<string[]> =>
  page
    .locator('article[data-message-id] > div:not([role])')
    .evaluateAll((bodies) => bodies.map((body) => body.textContent ?? ''))

export const sidebar = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' })

/** Work of one's own that the server did not take. */
export const shelf = (page: Page): Locator => page.getByRole('region', { name: 'Your shelf' })

export const openSharing = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: /^Share/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor(PATIENCE)
  return dialog
}

/** Saves; where somebody loses access, that is asked once more. */
export const saveSharing = async (dialog: Locator): Promise<void> => {
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const really = dialog.getByRole('button', { name: 'Save and remove access' })
  await really.or(dialog.page().getByText('Sharing was saved')).first().waitFor(PATIENCE)
  if (await really.isVisible()) await really.click()
  await dialog.waitFor({ state: 'detached', ...PATIENCE })
}

/** Finds somebody by name and adds them. */
export const addPerson = async (dialog: Locator, name: string): Promise<void> => {
  await dialog.getByLabel('Add people by name or e-mail').fill(name)
  await dialog.getByRole('option', { name: new RegExp(name) }).click()
  await dialog.getByRole('button', { name: 'Add to the list' }).click()
}

/** Picks from one of our selects. */
export const choose = async (within: Locator, label: string, option: string): Promise<void> => {
  await within.getByRole('combobox', { name: label }).selectOption({ label: option })
}
