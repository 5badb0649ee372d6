/** Files that a model was not shown, and why: said on the reply, so that nobody takes its silence for an opinion. */
import { isFileName } from '../files.ts'

export const UNREAD_REASONS = [
  /** A picture, and the model reads text. */
  'no-pictures',
  /** A PDF, and the model reads none. */
  'no-pdf',
  /** Of a kind that no model here reads. */
  'kind',
  /** Too large to be sent to a model. */
  'too-large',
  /** A long text of which only the beginning was sent. */
  'cut',
  /** It had not arrived when the reply began. */
  'not-here',
] as const
export type UnreadReason = (typeof UNREAD_REASONS)[number]

export interface UnreadFile {
  readonly name: string
  readonly why: UnreadReason
}

/** Whether a plain value is that, with nothing else in it. */
export const isUnreadFile = (value: unknown): value is UnreadFile =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 2 &&
  'name' in value &&
  isFileName(value.name) &&
  'why' in value &&
  UNREAD_REASONS.some((reason) => reason === value.why)
