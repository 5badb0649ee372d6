import styles from './skeleton.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

/** Lines where text will be. Invisible for the first 200 ms, so that what is quick never flickers. */
export const Skeleton = ({
  lines = 3,
  label = 'Loading',
}: {
  readonly lines?: number
  readonly label?: string
}) => (
  <div className={styles.skeleton} role="status">
    <VisuallyHidden>{label}</VisuallyHidden>
    {Array.from({ length: lines }, (_, index) => (
      <span key={index} className={styles.line} />
    ))}
  </div>
)
