import { CopyField } from '../design/index.ts'
import styles from './settings.module.css'

/** A token as the server gives it out: once, to be copied now. */
export const NewSecret = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <div className={styles.once} role="status">
    <CopyField label={label} value={value} />
    <p>Copy it now and keep it as you would a password: it is not shown again.</p>
  </div>
)
