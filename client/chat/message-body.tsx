import * as Y from 'yjs'
import { RichTextView } from '../editor/rich-text-view.tsx'
import { useBodyText } from '../sync/use-body.ts'
import { ReplyText } from './markdown/reply-text.tsx'

/** A message's text: a person's from the shared fragment, an agent's as Markdown. */
export const MessageBody = ({ body }: { readonly body: Y.Text | Y.XmlFragment | undefined }) => {
  if (body === undefined) return null
  if (body instanceof Y.XmlFragment) return <RichTextView fragment={body} />
  return <Reply body={body} />
}

const Reply = ({ body }: { readonly body: Y.Text }) => <ReplyText text={useBodyText(body)} />
