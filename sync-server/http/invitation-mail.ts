/** What stands in an invitation that is sent by e-mail. Pure. */
import type { Message } from '../mail/mail.ts'

export const invitationMail = (invitation: {
  readonly to: string
  readonly invitedBy: string
  readonly organization: string
  /** Where people open Banyan, without a slash at its end. */
  readonly address: string
  readonly secret: string
  readonly expiresAt: number
}): Message => {
  const { to, invitedBy, organization, address, secret, expiresAt } = invitation
  const until = new Date(expiresAt).toLocaleDateString('en', { dateStyle: 'long', timeZone: 'UTC' })
  return {
    to,
    subject: `${invitedBy} invites you to ${organization} on Banyan`,
    text: [
      'Hello,',
      '',
      `${invitedBy} invites you to join ${organization} on Banyan, where people and AI think together.`,
      '',
      'Open this link to make your account:',
      `${address}/join#${encodeURIComponent(secret)}`,
      '',
      `The link is for you alone, works once, and holds until ${until}.`,
      'If you do not know what this is about, you can ignore this mail.',
      '',
    ].join('\n'),
  }
}
