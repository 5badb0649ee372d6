/** Why a part of the check said no. A value, not an exception: what a peer can cause is expected. */
import type { RejectCode } from '../../shared/wire.ts'

export class Refusal {
  readonly code: RejectCode
  /** Which part, for logs and developers. Never any content. */
  readonly detail: string
  constructor(code: RejectCode, detail: string) {
    this.code = code
    this.detail = detail
  }
}

export const refuse = (code: RejectCode, detail: string): Refusal => new Refusal(code, detail)
