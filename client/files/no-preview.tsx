import styles from './no-preview.module.css'

/** Stands where a file would be seen that cannot be drawn, or not now. */
export const NoPreview = () => <span className={styles.words}>No preview of this file.</span>
