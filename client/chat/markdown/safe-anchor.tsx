/** Links and images of a text that somebody else wrote. */
import { ImageOff } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './markdown.module.css'
import { safeHref } from './safe-link.ts'

export const SafeLink = ({ href, children }: { readonly href: unknown; readonly children: ReactNode }) => {
  const safe = safeHref(href)
  if (safe === undefined) return <span title={typeof href === 'string' ? href : undefined}>{children}</span>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer" title={safe}>
      {children}
    </a>
  )
}

/** A remote image would tell its host who reads what: it is named, and opened only by a click. */
export const ImageChip = ({ href, alt }: { readonly href: unknown; readonly alt: string }) => (
  <span className={styles.image}>
    <ImageOff aria-hidden="true" />
    <SafeLink href={href}>{alt === '' ? 'Image' : alt}</SafeLink>
  </span>
)
