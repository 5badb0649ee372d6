import * as Y from 'yjs'
import { RichTextView } from '../editor/rich-text-view.tsx'
import { useBodyText } from '../sync/use-body.ts'
import { ReplyText } from './markdown/reply-text.tsx'

/** A message's text: a person's from the shared fragment, an agent's as Markdown. */
export const MessageBody = ({
  body,
  isEnded,
}: {
  readonly body: Y.Text | Y.XmlFragment | undefined
  /** Whether it is known that nothing more is written. */
  readonly isEnded: boolean
}) => {
  if (body === undefined) return null
  if (body instanceof Y.XmlFragment) return <RichTextView fragment={body} />
  return <Reply body={body} isEnded={isEnded} />
}

const Reply = ({ body, isEnded }: { readonly body: Y.Text; readonly isEnded: boolean }) => (
  <ReplyText text={useBodyText(body)} isEnded={isEnded} />
)
