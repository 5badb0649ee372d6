/** Sends by one SMTP server, at most a few at once. Retrying is the mail server's work, not ours. */
import { createTransport } from 'nodemailer'
import type { Mail } from './mail.ts'

export interface SmtpMailOptions {
  /** `smtp://user:password@host:587`, or `smtps://` where the connection begins encrypted. */
  readonly url: string
  /** Who it comes from: `Banyan <banyan@example.org>`. */
  readonly from: string
  /** Told of what failed: the code and the server's own words, which may name the receiver. */
  readonly onError: (error: unknown) => void
}

const SMTP_URL = /^smtps?:\/\/[^\s/]+/i
const SECONDS = 1000

/** Throws where the configuration cannot be right, so that the server does not start with it. */
export const createSmtpMail = ({ url, from, onError }: SmtpMailOptions): Mail => {
  if (!SMTP_URL.test(url)) throw new Error('SMTP_URL must be like smtp://user:password@host:587.')
  if (!from.includes('@')) throw new Error('MAIL_FROM must be an e-mail address to send from.')
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 10 * SECONDS,
      greetingTimeout: 10 * SECONDS,
      socketTimeout: 30 * SECONDS,
      // Nothing is read from this machine or fetched for a mail.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  return {
    send: async ({ to, subject, text }) => {
      try {
        // As an object: a name or a comma in what was typed as an address cannot add receivers.
        await transport.sendMail({ to: { name: '', address: to }, subject, text })
        return { ok: true }
      } catch (error) {
        onError(error)
        return { ok: false, problem: problemOf(error) }
      }
    },
    close: () => transport.close(),
  }
}

const problemOf = (error: unknown): string => {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EAUTH':
      return 'The mail server did not accept the name and password in SMTP_URL.'
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'EDNS':
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
      return 'The mail server cannot be reached.'
    case 'EENVELOPE':
      return 'The mail server does not take mail for this address.'
    default:
      return 'The mail server did not take this mail.'
  }
}
