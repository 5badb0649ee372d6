/** Opening a conversation from this device's copy with the network off, beside the least page of the same kind. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { openPage, saved } from './chromium.ts'
import { median } from './figures.ts'
import type { ReferencePage } from './reference-page.ts'

export interface Opening {
  /** Milliseconds from the start of the navigation. */
  readonly firstPaint: number
  readonly firstMessage: number
  readonly reference: number
}

/** Everything that was written is on this device, and the installed pages answer. */
export const keepOnDevice = async (
  context: BrowserContext,
  reference: ReferencePage,
  url: string,
): Promise<void> => {
  const plain = await context.newPage()
  await plain.goto(reference.url)
  await installed(plain)
  await plain.close()
  const page = await openPage(context, url)
  await saved(page)
  await installed(page)
  // The last updates go to the disk a moment after they came.
  await sleep(2_000)
  await page.close()
}

/** One try in a fresh page each, by turns, so that both meet the same machine. */
export const open = async (
  context: BrowserContext,
  reference: ReferencePage,
  url: string,
  tries: number,
): Promise<Opening> => {
  const all: Opening[] = []
  await context.setOffline(true)
  for (let i = 0; i < tries; i++) {
    const plain = await context.newPage()
    await plain.goto(reference.url)
    await sleep(300)
    const referencePaint = await firstPaint(plain)
    await plain.close()

    const page = await openPage(context, url)
    await sleep(1_000)
    all.push({
      firstPaint: await firstPaint(page),
      firstMessage: await page.evaluate(() => window.watch.firstMessageAt ?? Number.NaN),
      reference: referencePaint,
    })
    await page.close()
  }
  await context.setOffline(false)
  return {
    firstPaint: median(all.map((one) => one.firstPaint)),
    firstMessage: median(all.map((one) => one.firstMessage)),
    reference: median(all.map((one) => one.reference)),
  }
}

const installed = (page: Page): Promise<void> =>
  page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))

const firstPaint = (page: Page): Promise<number> =>
  page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
