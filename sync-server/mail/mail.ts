/** The port behind whatever is sent by e-mail: plain text, to one person. Adapter: `smtp-mail.ts`. */

export interface Message {
  readonly to: string
  /** One line. */
  readonly subject: string
  /** Plain text; lines may be of any length. */
  readonly text: string
}

export type Sent =
  | { readonly ok: true }
  /** `problem`: a sentence for admins. It names no address and carries nothing of the message. */
  | { readonly ok: false; readonly problem: string }

export interface Mail {
  /** Resolves once the mail server has taken it, or has not. Never rejects. */
  readonly send: (message: Message) => Promise<Sent>
  readonly close: () => void
}
