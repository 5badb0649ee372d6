import { Link2 } from 'lucide-react'
import type { ConversationId } from '../../shared/ids.ts'
import { routePath } from '../app/route.ts'
import { Button, useNotices } from '../design/index.ts'

/** The address works for whoever has access; others in the organization can ask for it there. */
export const CopyLink = ({ id }: { readonly id: ConversationId }) => {
  const { show } = useNotices()
  const copy = async () => {
    const link = window.location.origin + routePath({ page: 'conversation', id })
    try {
      await navigator.clipboard.writeText(link)
      show({ text: 'Link copied. Who has no access can ask for it there.' })
    } catch {
      // Not allowed here (no https): shown, it can be copied by hand.
      show({ text: `This is the link: ${link}` })
    }
  }
  return (
    <Button icon={<Link2 />} variant="plain" onClick={() => void copy()}>
      Copy link
    </Button>
  )
}
