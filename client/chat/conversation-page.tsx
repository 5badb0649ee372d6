import type { ConversationId } from '../../shared/ids.ts'
import type { ConversationHandle } from '../sync/account.ts'
import { useConversationHandle, useStore } from '../sync/hooks.tsx'

export interface ConversationPageProps {
  readonly conversationId: ConversationId
  readonly onOpenSharing: () => void
}

export const ConversationPage = ({ conversationId }: ConversationPageProps) => {
  const handle = useConversationHandle(conversationId)
  return <Title handle={handle} />
}

const Title = ({ handle }: { handle: ConversationHandle }) => {
  const model = useStore(handle.model)
  const settings = useStore(model.settings)
  return <h1>{settings.title ?? 'Untitled'}</h1>
}
