/** Looks at a page as axe does, and says what stands in somebody's way. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * One line for each violation with the elements it is about; empty where nothing is wrong. `within` narrows it to
 * what a selector finds.
 */
export const accessibilityProblems = (page: Page, within?: string): Promise<readonly string[]> => {
  const axe = new AxeBuilder({ page })
  return problems(page, within === undefined ? axe : axe.include(within))
}

/** The part of it that goes by colours: all that another colour scheme changes. */
export const contrastProblems = (page: Page): Promise<readonly string[]> =>
  problems(page, new AxeBuilder({ page }).withRules('color-contrast'))

const problems = async (page: Page, axe: AxeBuilder): Promise<readonly string[]> => {
  // A page between two colours has neither contrast.
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
}
