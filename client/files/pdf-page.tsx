/** One page of a PDF, drawn as wide as its place is. */
import { useEffect, useRef, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { NoPreview } from './no-preview.tsx'
import styles from './pdf-page.module.css'
import { usePdf } from './use-pdf.ts'

interface PdfPageProps {
  readonly file: Attachment
  readonly blob: Blob | undefined
  /** From 1. */
  readonly number: number
  /** Told its height over its width. */
  readonly onDrawn?: (ratio: number) => void
}

const PdfPage = ({ file, blob, number, onDrawn }: PdfPageProps) => {
  const state = usePdf(file, blob)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [drawn, setDrawn] = useState<'not yet' | 'drawn' | 'broken'>('not yet')
  const pdf = state.kind === 'there' ? state.pdf : undefined
  useEffect(() => {
    const { current } = canvas
    if (pdf === undefined || current === null) return undefined
    let isOver = false
    pdf.draw(current, number, current.clientWidth).then(
      (ratio) => {
        if (isOver) return
        setDrawn('drawn')
        onDrawn?.(ratio)
      },
      () => {
        if (!isOver) setDrawn('broken')
      },
    )
    return () => {
      isOver = true
    }
  }, [pdf, number, onDrawn])
  if (state.kind === 'broken' || drawn === 'broken') return <NoPreview />
  return <canvas ref={canvas} className={styles.page} data-drawn={drawn === 'drawn'} />
}

export default PdfPage
