/** To a sign-in service and back, in a browser, under the policy that every page has. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { freePort } from '../helpers/free-port.ts'
import { seen } from '../helpers/pages.ts'
import { type SignInService, startSignInService } from '../helpers/sign-in-service.ts'

let banyan: TestBanyan
let browser: Browser
let service: SignInService
let ana: TestPerson

beforeAll(async () => {
  service = await startSignInService()
  browser = await launchBrowser()
  const port = await freePort()
  banyan = await startBanyan({
    agent: false,
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      singleSignOn: {
        name: 'Acme ID',
        issuer: service.issuer,
        clientId: 'banyan',
        clientSecret: 'between us',
        allowedDomains: [],
      },
    },
  })
  ana = await banyan.found('Ana')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
  await service?.close()
})

it('[ACCOUNT-6] one comes in by an invitation with the service, and from then on by the service alone', async () => {
  const { page, context, complaints } = await visit(browser, banyan.url, undefined)
  service.standing({ sub: 'ben', email: 'ben@acme.example', email_verified: true, name: 'Ben Okafor' })
  await page.goto(banyan.url)
  await seen(page.getByRole('button', { name: 'Continue with Acme ID' }))
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Continue with Acme ID' }).click()
  await seen(page.getByText('Nobody here has your e-mail address.'))
  expect(await accessibilityProblems(page)).toEqual([])

  const { secret } = await ana.call<{ secret: string }>('POST', '/api/invitations', { role: 'member' })
  await page.goto(`${banyan.url}/join#${secret}`)
  await page.getByRole('button', { name: 'Continue with Acme ID' }).click()
  await seen(page.getByRole('button', { name: /New conversation/ }))
  await page.goto(`${banyan.url}/settings/security`)
  await seen(page.getByText('You sign in by your sign-in service.'))
  await page.goto(`${banyan.url}/settings/profile`)
  await seen(page.getByText('ben@acme.example'))
  await context.close()

  const { page: later } = await visit(browser, banyan.url, undefined)
  await later.goto(banyan.url)
  await later.getByRole('button', { name: 'Continue with Acme ID' }).click()
  await seen(later.getByRole('button', { name: /New conversation/ }))
  expect(complaints).toEqual([])
})
