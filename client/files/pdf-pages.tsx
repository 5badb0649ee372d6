/** All pages of a PDF below each other, each drawn as it comes near. What one looks at stays there as they grow. */
import { type CSSProperties, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { useNear } from '../chat/markdown/use-near.ts'
import { Skeleton } from '../design/index.ts'
import PdfPage from './pdf-page.tsx'
import { usePdf } from './use-pdf.ts'
import styles from './viewer.module.css'

interface PdfPagesProps {
  readonly file: Attachment
  readonly blob: Blob | undefined
  /** How many times as wide as they fit. */
  readonly scale: number
}

const PdfPages = ({ file, blob, scale }: PdfPagesProps) => {
  const state = usePdf(file, blob)
  const place = useRef<HTMLDivElement>(null)
  useStaying(place, scale)
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
    <div
      ref={place}
      className={styles.pages}
      style={{ '--scale': scale } as CSSProperties}
      role="region"
      aria-label={`Pages of ${file.name}`}
      tabIndex={0}
    >
      {Array.from({ length: state.pdf.pages }, (_, index) => (
        <NearPage key={index} file={file} blob={blob} scale={scale} number={index + 1} of={state.pdf.pages} />
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
  scale,
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
      {/* Drawn anew for its width, so that it is as sharp. */}
      {isNear && <PdfPage key={scale} {...source} number={number} onDrawn={setRatio} />}
    </div>
  )
}

/** Keeps what stands in the middle there. */
const useStaying = (place: RefObject<HTMLElement | null>, scale: number): void => {
  const before = useRef(scale)
  useLayoutEffect(() => {
    const by = scale / before.current
    before.current = scale
    const { current } = place
    if (current === null || by === 1) return
    const { clientWidth: width, clientHeight: height } = current
    current.scrollTo({
      left: (current.scrollLeft + width / 2) * by - width / 2,
      top: (current.scrollTop + height / 2) * by - height / 2,
    })
  }, [place, scale])
}
