/** Tests of the map of a conversation, and what one finds on it. */
import type { Locator, Page } from 'playwright-core'
import type { ConversationId } from '../../shared/ids.ts'
import { fork, line, writeAs } from './grove.ts'
import { seen } from './pages.ts'
import { twoPeople } from './two-people.ts'

export const it = twoPeople({ agent: false })
  /** A trunk of Ana's with a branch of hers, and one of Ben's that grows from it. */
  .extend(
    'grove',
    { scope: 'file' },
    ({ ana, ben, written }) =>
      async (title: string): Promise<ConversationId> => {
        const id = await written(title, (doc) => {
          line(doc, ana.id, 'trunk', 12, null)
          fork(doc, ana.id, 'garden', 'trunk-2', 'The garden')
          line(doc, ana.id, 'garden', 5, 'trunk-2', 'garden')
        })
        await writeAs(ben, id, (doc) => {
          fork(doc, ben.id, 'river', 'garden-2')
          line(doc, ben.id, 'river', 3, 'garden-2', 'river')
        })
        return id
      },
  )

export const mapOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Map' })

export const openMap = async (page: Page): Promise<Locator> => {
  await page.keyboard.press('ControlOrMeta+.')
  const map = mapOf(page)
  await seen(map)
  await seen(map.getByRole('treeitem'))
  return map
}

export const branchOn = (map: Locator, name: string | RegExp): Locator => map.getByRole('treeitem', { name })

/** All branches, by their ids. */
export const branchesOn = (map: Locator): Promise<(string | null)[]> =>
  map.getByRole('treeitem').evaluateAll((items) => items.map((each) => each.getAttribute('data-branch')))
