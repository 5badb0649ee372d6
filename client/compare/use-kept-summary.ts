/** A summary as it stands so far, kept for oneself until it is posted: closing the dialog loses nothing. */
import { useEffect, useMemo, useState } from 'react'
import { draftKeys, readDraft, writeDraft } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { createDraftKeeper } from '../editor/draft-keeper.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import type { DraftRequest } from './write-summary.ts'

export interface Summary {
  readonly text: string
  /** The draft that it began with, where the AI wrote one. */
  readonly taken: DraftRequest | undefined
}

const NOTHING: Summary = { text: '', taken: undefined }

export interface KeptSummary {
  readonly summary: Summary
  readonly change: (next: Summary) => void
  readonly forget: () => void
  /** What stood here when the dialog opened, untouched so far. */
  readonly isFromBefore: boolean
}

export const useKeptSummary = (source: BranchId): KeptSummary => {
  const { id } = useConversation()
  const personal = usePersonalDoc()
  const draftKey = draftKeys.summary(id, source)
  const [before] = useState(() => summaryOf(readDraft(personal, draftKey)))
  const [summary, setSummary] = useState(before)
  const keeper = useMemo(
    () => createDraftKeeper<Summary>((next) => writeDraft(personal, draftKey, next)),
    [personal, draftKey],
  )
  useEffect(() => {
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [keeper])
  return {
    summary,
    change: (next) => {
      setSummary(next)
      keeper.keep(next.text.trim() === '' ? undefined : next)
    },
    forget: keeper.forget,
    isFromBefore: summary === before && before !== NOTHING,
  }
}

const summaryOf = (value: object | undefined): Summary => {
  const { text, taken } = (value ?? {}) as { readonly text?: unknown; readonly taken?: DraftRequest }
  if (typeof text !== 'string') return NOTHING
  const isWhole = typeof taken?.runId === 'string' && typeof taken.upTo === 'string'
  return { text, taken: isWhole ? taken : undefined }
}
