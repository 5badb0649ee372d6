/** A real SMTP server on a port of its own, that keeps what it is given. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** As it came over the wire: headers, an empty line, the body. */
  readonly source: string
  /** The body, decoded. */
  readonly text: string
}

export interface TestMailServer {
  /** To be `SMTP_URL`. */
  readonly url: string
  readonly received: ReceivedMail[]
  readonly close: () => Promise<void>
}

/** `refuses`: receivers that it says it does not know. */
export const startMailServer = async (
  options: { readonly refuses?: (address: string) => boolean } = {},
): Promise<TestMailServer> => {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, done) =>
      password === 'open sesame' ? done(null, { user: username }) : done(new Error('Wrong password.')),
    onRcptTo: ({ address }, _, done) =>
      options.refuses?.(address) === true ? done(new Error('No such mailbox.')) : done(),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8')
        received.push({
          from: envelope.mailFrom === false ? '' : (envelope.mailFrom?.address ?? ''),
          to: envelope.rcptTo.map(({ address }) => address),
          source,
          text: bodyOf(source),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://banyan:open%20sesame@127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Undoes the two encodings that plain text is sent in. */
const bodyOf = (source: string): string => {
  const at = source.indexOf('\r\n\r\n')
  const body = source.slice(at + 4)
  if (/^content-transfer-encoding: base64/im.test(source)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/^content-transfer-encoding: quoted-printable/im.test(source)) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
