import { afterEach, expect, it } from 'vitest'
import { startMailServer, type TestMailServer } from '../../tests/helpers/mail-server.ts'
import type { Mail } from './mail.ts'
import { createSmtpMail } from './smtp-mail.ts'

const FROM = 'Banyan <banyan@example.org>'

let server: TestMailServer | undefined
let mail: Mail | undefined
afterEach(async () => {
  mail?.close()
  await server?.close()
})

it('[MAIL-1] a mail arrives as it was written, from whom it is to come', async () => {
  server = await startMailServer()
  mail = createSmtpMail({ url: server.url, from: FROM, onError: () => undefined })
  const text = `Grüße,\n\nhttps://banyan.example/join#${'x'.repeat(200)}\n`
  expect(await mail.send({ to: 'ben@example.org', subject: 'Willkommen ü', text })).toEqual({ ok: true })
  const [received] = server.received
  expect(received).toMatchObject({ from: 'banyan@example.org', to: ['ben@example.org'] })
  expect(received?.text.trim().replaceAll('\r\n', '\n')).toBe(text.trim())
  expect(received?.source).toContain('From: Banyan <banyan@example.org>')
})

it('[MAIL-2] what is typed as an address or a name adds no receiver and no header', async () => {
  server = await startMailServer()
  mail = createSmtpMail({ url: server.url, from: FROM, onError: () => undefined })
  await mail.send({ to: 'ben@example.org', subject: 'Hi\r\nBcc: eve@example.org', text: 'Hello' })
  await mail.send({ to: 'ben@example.org, eve@example.org', subject: 'Hi', text: 'Hello' })
  await mail.send({ to: 'ben@example.org>\r\nRCPT TO:<eve@example.org', subject: 'Hi', text: 'Hello' })
  expect(server.received.flatMap(({ to }) => to).filter((to) => to === 'eve@example.org')).toEqual([])
  expect(server.received[0]?.source).not.toMatch(/^bcc:/im)
})

it('[MAIL-3] a mail that cannot be sent is a sentence, not an exception', async () => {
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  server = await startMailServer({ refuses: (address) => address.startsWith('nobody') })
  mail = createSmtpMail({ url: server.url, from: FROM, onError })
  expect(await mail.send({ to: 'nobody@example.org', subject: 'Hi', text: 'Hello' })).toEqual({
    ok: false,
    problem: 'The mail server does not take mail for this address.',
  })
  mail.close()

  mail = createSmtpMail({ url: server.url.replace('sesame', 'barley'), from: FROM, onError })
  expect(await mail.send({ to: 'ben@example.org', subject: 'Hi', text: 'Hello' })).toEqual({
    ok: false,
    problem: 'The mail server did not accept the name and password in SMTP_URL.',
  })
  mail.close()

  const { url } = server
  await server.close()
  mail = createSmtpMail({ url, from: FROM, onError })
  expect(await mail.send({ to: 'ben@example.org', subject: 'Hi', text: 'Hello' })).toEqual({
    ok: false,
    problem: 'The mail server cannot be reached.',
  })
  expect(errors).toHaveLength(3)
  expect(server.received).toEqual([])
})

it('[MAIL-3] a configuration that cannot be right is said at the start', () => {
  const onError = (): void => undefined
  expect(() => createSmtpMail({ url: 'mail.example.org', from: FROM, onError })).toThrow(/SMTP_URL/)
  expect(() => createSmtpMail({ url: 'smtp://mail.example.org', from: 'Banyan', onError })).toThrow(
    /MAIL_FROM/,
  )
})
