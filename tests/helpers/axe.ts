/** Looks at a page as axe does, and says what stands in somebody's way. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * One line for each violation with the elements it is about; empty where nothing is wrong. `within` narrows it to
 * what a selector finds.
 */
export const accessibilityProblems = async (page: Page, within?: string): Promise<readonly string[]> => {
  // A page between two colours has neither contrast.
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  const axe = new AxeBuilder({ page })
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
}
