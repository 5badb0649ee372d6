import { createContext, use } from 'react'
import type { ConversationId } from '../../shared/ids.ts'

/** What can be done with conversations from anywhere in the workspace. The shell does it. */
export interface WorkspaceActions {
  readonly create: () => void
  readonly share: (id: ConversationId) => void
  readonly rename: (id: ConversationId) => void
  readonly remove: (id: ConversationId) => void
  readonly openPalette: () => void
}

const WorkspaceActionsContext = createContext<WorkspaceActions | undefined>(undefined)

export const WorkspaceActionsProvider = WorkspaceActionsContext

export const useWorkspaceActions = (): WorkspaceActions => {
  const actions = use(WorkspaceActionsContext)
  if (actions === undefined) throw new Error('useWorkspaceActions needs a WorkspaceActionsProvider above it.')
  return actions
}
