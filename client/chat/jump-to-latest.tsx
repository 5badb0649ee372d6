/** Leads back to where something is being added, for whoever has scrolled away from there. */
import { ArrowDown } from 'lucide-react'
import { Button } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import type { Follower } from './follower.ts'
import styles from './jump-to-latest.module.css'

export interface JumpToLatestProps {
  readonly follower: Follower
  /** Told before one is led there. */
  readonly onJump?: () => void
}

export const JumpToLatest = ({ follower, onJump }: JumpToLatestProps) => {
  const isAway = useStore(follower.isAway)
  if (!isAway) return null
  const jump = (): void => {
    onJump?.()
    follower.jump()
  }
  return (
    <div className={styles.jump}>
      <Button size="small" icon={<ArrowDown />} onClick={jump}>
        Jump to latest
      </Button>
    </div>
  )
}
