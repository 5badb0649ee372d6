/** One's own account, as people use it: picture, time zone, second factor, sessions, a forgotten password, tokens. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import {
  emailOf,
  PASSWORD,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
} from '../helpers/banyan.ts'
import { launchBrowser, type VisitorOptions, visit } from '../helpers/browser.ts'
import { freePort } from '../helpers/free-port.ts'
import { startMailServer, type TestMailServer } from '../helpers/mail-server.ts'
import { oneTimeCode } from '../helpers/one-time-code.ts'
import { gone, openConversation, seen, send, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let mail: TestMailServer
let ana: TestPerson

beforeAll(async () => {
  mail = await startMailServer()
  browser = await launchBrowser()
  const port = await freePort()
  banyan = await startBanyan({
    agent: false,
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      mail: { url: mail.url, from: 'Banyan <banyan@example.org>' },
    },
  })
  ana = await banyan.found('Ana')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
  await mail?.close()
})

const settings = async (person: TestPerson | undefined, section: string, options?: VisitorOptions) => {
  const visitor = await visit(browser, banyan.url, person, options)
  await visitor.page.goto(`${banyan.url}/settings/${section}`)
  return visitor
}
const signIn = async (page: Page, name: string, password = PASSWORD): Promise<void> => {
  await page.goto(banyan.url)
  await page.getByLabel('E-mail').fill(emailOf(name))
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

it('[ACCOUNT-1] a picture that one chooses is made small, shown to others at once, and removed again', async () => {
  const ben = await banyan.join(ana, 'Ben')
  const id = await ana.newConversation('Faces')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  const { page } = await settings(ben, 'profile')
  const { page: other } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await send(page, 'Hello from Ben')
  await openConversation(other, banyan.url, id)
  const face = other.getByRole('article').filter({ hasText: 'Hello from Ben' }).locator('img')
  expect(await face.count()).toBe(0)

  await page.goto(`${banyan.url}/settings/profile`)
  // A large picture that is no square, drawn by the browser.
  const large = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 900 })
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('No canvas.')
    for (let x = 0; x < 1600; x += 40) {
      context.fillStyle = `hsl(${x / 5} 70% 50%)`
      context.fillRect(x, 0, 40, 900)
    }
    return canvas.toDataURL('image/jpeg')
  })
  const bytes = Buffer.from(large.split(',')[1] ?? '', 'base64')
  await page
    .getByLabel('Picture file')
    .setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: bytes })
  await seen(page.getByText('Your picture was saved.'))
  await seen(face)
  await expect
    .poll(() => face.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([256, 256])

  await page.getByLabel('Picture file').setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
  })
  await seen(page.getByText('This file cannot be shown as a picture.'))
  await page.getByRole('button', { name: 'Remove the picture' }).click()
  await gone(face)
})

it('[ACCOUNT-3] [ACCOUNT-4] a second factor is switched on with an app, asked for, and switched off', async () => {
  const cleo = await banyan.join(ana, 'Cleo')
  const { page, context, complaints } = await settings(cleo, 'security')
  await page.getByRole('button', { name: 'Switch on two-factor sign-in' }).click()
  await page.getByLabel('Your password').fill('not the password')
  await page.getByRole('button', { name: 'Continue' }).click()
  await seen(page.getByText('This is not your current password.'))
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await seen(page.getByRole('img', { name: /QR code/ }))
  expect(await accessibilityProblems(page)).toEqual([])
  const key = await page.getByLabel('Key', { exact: true }).inputValue()
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Switch on', exact: true }).click()
  await seen(page.getByText('This code is wrong'))
  await page.getByLabel('Code', { exact: true }).fill(await oneTimeCode(key))
  await page.getByRole('button', { name: 'Switch on', exact: true }).click()
  await seen(page.getByRole('heading', { name: 'Your backup codes' }))
  expect(await accessibilityProblems(page)).toEqual([])
  const codes = await page.locator('code').allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await seen(page.getByRole('button', { name: 'Switch off' }))
  // The page goes on, signed in under its new cookie.
  await page.reload()
  await seen(page.getByRole('button', { name: 'Switch off' }))

  const { page: phone, context: other } = await visit(browser, banyan.url, undefined, {
    viewport: { width: 390, height: 844 },
  })
  await signIn(phone, 'Cleo')
  await seen(phone.getByRole('heading', { name: 'One more step' }))
  expect(await accessibilityProblems(phone)).toEqual([])
  await phone.getByLabel('Code', { exact: true }).fill('000000')
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await seen(phone.getByText('This code is wrong'))
  await phone.getByLabel('Code', { exact: true }).fill(codes[0] ?? '')
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await seen(phone.getByRole('button', { name: /New conversation/ }))

  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByLabel('Code', { exact: true }).fill(await oneTimeCode(key))
  await page.getByRole('button', { name: 'Switch off two-factor sign-in' }).click()
  await seen(page.getByRole('button', { name: 'Switch on two-factor sign-in' }))
  expect(complaints.filter((line) => !/40[19]|422/.test(line))).toEqual([])
  await context.close()
  await other.close()
})

it('[ACCOUNT-2] one sees where one is signed in, and a page elsewhere is out as soon as it is signed out', async () => {
  const dora = await banyan.join(ana, 'Dora')
  await dora.newConversation('Hers')
  const { page: elsewhere, context } = await visit(browser, banyan.url, undefined)
  await signIn(elsewhere, 'Dora')
  await seen(sidebar(elsewhere).getByText('Hers'))
  const { page } = await settings(dora, 'security')
  await seen(page.getByText('This one'))
  await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).click()
  await seen(page.getByText('Chrome on Linux was signed out.'))
  await seen(elsewhere.getByRole('heading', { name: 'Sign in' }))
  await gone(page.getByRole('button', { name: 'Sign out Chrome on Linux' }))
  await context.close()
})

it('[ACCOUNT-5] a forgotten password: a link by mail, a new password, signed in', async () => {
  await banyan.join(ana, 'Emil')
  const { page, context } = await visit(browser, banyan.url, undefined)
  await page.goto(banyan.url)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByLabel('E-mail').fill(emailOf('Emil'))
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await seen(page.getByText(/If there is an account for emil@example.org/))
  await expect.poll(() => mail.received.length).toBeGreaterThan(0)
  const link = /http\S+\/reset#\S+/.exec(mail.received.at(-1)?.text ?? '')?.[0] ?? ''
  await page.goto(link)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await seen(page.getByText('Please use at least 8 characters.'))
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByLabel('New password').fill('a new password')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await seen(page.getByText('Your new password holds.'))
  expect(page.url()).not.toContain('#')
  await signIn(page, 'Emil', 'a new password')
  await seen(page.getByRole('button', { name: /New conversation/ }))
  await context.close()
})

it('[ACCOUNT-5] [ACCOUNT-4] an admin helps somebody who lost password and phone, and it stands in the log', async () => {
  const hana = await banyan.join(ana, 'Hana')
  const { page: hers, context: her } = await settings(hana, 'security')
  await hers.getByRole('button', { name: 'Switch on two-factor sign-in' }).click()
  await hers.getByLabel('Your password').fill(PASSWORD)
  await hers.getByRole('button', { name: 'Continue' }).click()
  const key = await hers.getByLabel('Key', { exact: true }).inputValue()
  await hers.getByLabel('Code', { exact: true }).fill(await oneTimeCode(key))
  await hers.getByRole('button', { name: 'Switch on', exact: true }).click()
  await seen(hers.getByRole('heading', { name: 'Your backup codes' }))

  const { page, context } = await settings(ana, 'members')
  const help = async (what: string): Promise<void> => {
    await page.getByRole('button', { name: 'More about Hana' }).click()
    await page.getByRole('menuitem', { name: what }).click()
    await page.getByRole('dialog').getByRole('button', { name: what }).click()
  }
  await help('Reset two-factor sign-in')
  await seen(page.getByText('Hana signs in with the password alone now.'))
  await help('Make a reset link')
  const link = await page.getByRole('dialog').getByLabel('Link').inputValue()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Done' }).click()

  const { page: anew, context: other } = await visit(browser, banyan.url, undefined)
  await anew.goto(link)
  await anew.getByLabel('New password').fill('a new password')
  await anew.getByRole('button', { name: 'Set the password' }).click()
  await seen(anew.getByText('Your new password holds.'))
  // Whoever was in it before is out.
  await seen(hers.getByRole('heading', { name: 'Sign in' }))
  await signIn(anew, 'Hana', 'a new password')
  await seen(anew.getByRole('button', { name: /New conversation/ }))

  await page.goto(`${banyan.url}/settings/audit`)
  await seen(page.getByText('Ana reset two-factor sign-in of Hana'))
  await seen(page.getByText('Ana made a link for a new password of Hana'))
  for (const each of [context, her, other]) await each.close()
})

it('[ACCOUNT-7] a token made on its page reads over a socket, writes nothing, and is cut off when it is revoked', async () => {
  const fay = await banyan.join(ana, 'Fay')
  const id = await fay.newConversation('Figures')
  const { page, context } = await settings(fay, 'tokens')
  await page.getByLabel('New token').fill('Reports')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const secret = await page.getByLabel('Token Reports').inputValue()
  expect(await accessibilityProblems(page)).toEqual([])
  const program = stockPeer(banyan.url, conversationRoom(id), { authorization: `Bearer ${secret}` })
  await program.synced
  await page.getByRole('button', { name: 'Revoke Reports' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).click()
  expect(await program.closed).toBe(4401)
  await seen(page.getByText('No tokens yet'))
  program.destroy()
  await context.close()
})

it('[ACCOUNT-8] exact times are shown in the time zone that one has chosen, on another device too', async () => {
  const gus = await banyan.join(ana, 'Gus')
  const { page, context } = await settings(gus, 'tokens')
  await page.getByLabel('New token').fill('Clock')
  await page.getByRole('button', { name: 'Make the token' }).click()
  await seen(page.getByText(/works until/))
  await page.goto(`${banyan.url}/settings/profile`)
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
  const { page: phone, context: other } = await settings(gus, 'tokens', {
    viewport: { width: 390, height: 844 },
  })
  await seen(phone.getByText(/works until .*GMT\+9/))
  await context.close()
  await other.close()
})

it.each(['light', 'dark'] as const)('[LOOK-1] the pages of an account pass axe (%s)', async (colorScheme) => {
  const found: Record<string, readonly string[]> = {}
  for (const section of ['profile', 'security', 'tokens']) {
    const { page, context } = await settings(ana, section, { colorScheme })
    await seen(page.getByRole('heading', { level: 2 }))
    await page.waitForLoadState('networkidle')
    found[section] = await accessibilityProblems(page)
    await context.close()
  }
  expect(found).toEqual({ profile: [], security: [], tokens: [] })
})
