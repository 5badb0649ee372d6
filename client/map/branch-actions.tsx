/** What leads from a branch to others: beside another one, and back into another one. */
import { Columns2, GitFork, Spline } from 'lucide-react'
import type { Tree } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { useForkConversation } from '../branches/use-fork-conversation.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button } from '../design/index.ts'

export interface BranchActionsProps {
  readonly tree: Tree
  readonly branchId: BranchId
  readonly onCompare: (branchId: BranchId) => void
  readonly onSum: (branchId: BranchId) => void
}

export const BranchActions = ({ tree, branchId, onCompare, onSum }: BranchActionsProps) => {
  const { canWrite } = useConversation()
  const forkConversation = useForkConversation()
  const own = tree.view(branchId).length > 0 && (
    <Button size="small" icon={<GitFork />} onClick={() => forkConversation(branchId)}>
      Continue on my own
    </Button>
  )
  if (tree.listed.length < 2) return own
  return (
    <>
      <Button size="small" icon={<Columns2 />} onClick={() => onCompare(branchId)}>
        Compare
      </Button>
      {canWrite && tree.ownMessages(branchId).length > 0 && (
        <Button size="small" icon={<Spline />} onClick={() => onSum(branchId)}>
          Bring back…
        </Button>
      )}
      {own}
    </>
  )
}
