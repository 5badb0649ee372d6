/** When something was said; where it arrived long after it was written, both. */
import { When } from '../design/index.ts'

const TIMES_DIFFER = 2 * 60 * 1000

export interface MessageTimeProps {
  /** By the clock of whoever wrote it; 0 where that is not known. */
  readonly createdAt: number
  /** When the server took it; `undefined` while it waits. */
  readonly receivedAt: number | undefined
  readonly className?: string | undefined
}

export const MessageTime = ({ createdAt, receivedAt, className }: MessageTimeProps) => {
  if (receivedAt === undefined) {
    return (
      <span className={className}>
        <When at={createdAt} /> · waiting to be sent
      </span>
    )
  }
  if (createdAt > 0 && Math.abs(receivedAt - createdAt) > TIMES_DIFFER) {
    return (
      <span className={className}>
        written <When at={createdAt} />, arrived <When at={receivedAt} />
      </span>
    )
  }
  return (
    <span className={className}>
      <When at={createdAt === 0 ? receivedAt : createdAt} />
    </span>
  )
}
