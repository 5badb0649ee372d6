/** All pages of a PDF below each other, each drawn as it comes near. */
import { useRef, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { useNear } from '../chat/markdown/use-near.ts'
import { Skeleton } from '../design/index.ts'
import PdfPage from './pdf-page.tsx'
import { usePdf } from './use-pdf.ts'
import styles from './viewer.module.css'

interface PdfPagesProps {
  readonly file: Attachment
  readonly blob: Blob | undefined
}

const PdfPages = ({ file, blob }: PdfPagesProps) => {
  const state = usePdf(file, blob)
  if (state.kind === 'waiting') {
    return (
      <div className={styles.opening}>
        <Skeleton lines={6} label="Opening the file" />
      </div>
    )
  }
  if (state.kind === 'broken') {
    return <p className={styles.words}>This PDF cannot be shown here. It can be downloaded.</p>
  }
  return (
    <div className={styles.pages} role="region" aria-label={`Pages of ${file.name}`} tabIndex={0}>
      {Array.from({ length: state.pdf.pages }, (_, index) => (
        <NearPage key={index} file={file} blob={blob} number={index + 1} of={state.pdf.pages} />
      ))}
    </div>
  )
}

export default PdfPages

/** Of a page that was not drawn yet: as the usual sheet. */
const SHEET = 297 / 210

const NearPage = ({
  number,
  of,
  ...source
}: PdfPagesProps & { readonly number: number; readonly of: number }) => {
  const element = useRef<HTMLDivElement>(null)
  const isNear = useNear(element)
  const [ratio, setRatio] = useState(SHEET)
  return (
    <div
      ref={element}
      className={styles.page}
      style={{ aspectRatio: `1 / ${ratio}` }}
      role="img"
      aria-label={`Page ${number} of ${of}`}
    >
      {isNear && <PdfPage {...source} number={number} onDrawn={setRatio} />}
    </div>
  )
}
