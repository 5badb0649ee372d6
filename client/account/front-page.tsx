import type { ReactNode } from 'react'
import styles from './front-page.module.css'

/** The frame of the pages before one is signed in: the name of the house, one form, nothing else. */
export const FrontPage = ({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text?: ReactNode
  readonly children: ReactNode
}) => (
  <main className={styles.page}>
    <div className={styles.column}>
      <p className={styles.brand}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        Banyan
      </p>
      <h1 className={styles.title}>{title}</h1>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children}
    </div>
  </main>
)
