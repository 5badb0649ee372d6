/** A PDF for as long as any component shows it; one reading of each, however many pages are drawn. */
import { useEffect, useState } from 'react'
import type { Attachment } from '../../shared/document/index.ts'
import { filePath } from '../../shared/file-api.ts'
import type { FileId } from '../../shared/files.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { openPdf, type Pdf } from './pdf.ts'
import { useTries } from './use-tries.ts'

interface Reading {
  readonly pdf: Promise<Pdf>
  users: number
}
const readings = new Map<FileId, Reading>()

/** A thumbnail that scrolls out and the viewer that opens come close after each other. */
const KEPT_MILLISECONDS = 5_000

const take = (id: FileId, source: Blob | string): Reading => {
  const known = readings.get(id)
  const reading = known ?? { pdf: openPdf(source), users: 0 }
  reading.users++
  readings.set(id, reading)
  return reading
}
const giveBack = (id: FileId, reading: Reading): void => {
  reading.users--
  setTimeout(() => {
    if (reading.users > 0 || readings.get(id) !== reading) return
    readings.delete(id)
    reading.pdf.then(
      (pdf) => pdf.close(),
      () => undefined,
    )
  }, KEPT_MILLISECONDS)
}

export type PdfState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'there'; readonly pdf: Pdf }

export const usePdf = ({ id }: Attachment, blob: Blob | undefined): PdfState => {
  const { id: conversationId } = useConversation()
  const [state, setState] = useState<PdfState>({ kind: 'waiting' })
  const tries = useTries(state.kind === 'broken')
  useEffect(() => {
    let isOver = false
    const reading = take(id, blob ?? filePath(conversationId, id))
    reading.pdf.then(
      (pdf) => {
        if (!isOver) setState({ kind: 'there', pdf })
      },
      // Locked, damaged, or there is no network: said where the page would stand.
      () => {
        if (readings.get(id) === reading) readings.delete(id)
        if (!isOver) setState({ kind: 'broken' })
      },
    )
    return () => {
      isOver = true
      giveBack(id, reading)
    }
  }, [conversationId, id, blob, tries])
  return state
}
