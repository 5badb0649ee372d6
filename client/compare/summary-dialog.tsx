/** A card that says what came of a branch: drafted by the AI or by hand, and posted only as a person approves it. */
import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import * as Y from 'yjs'
import { cancelRun, type MessageEntry, partReasoning, putAwayBy } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { branchName, mainBranchOf } from '../branches/branch-words.ts'
import { deskOf, useConversation } from '../chat/conversation-context.tsx'
import { ReplyText } from '../chat/markdown/reply-text.tsx'
import { runWords } from '../chat/run-words.ts'
import { Button, Dialog, Select, TextArea, useNotices } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import { isOutOfReach } from '../sync/sync-state.ts'
import { useBodyText } from '../sync/use-body.ts'
import styles from './summary-dialog.module.css'
import { type Summary, useKeptSummary } from './use-kept-summary.ts'
import { askForDraft, type DraftRequest, postSummary } from './write-summary.ts'

export interface SummaryDialogProps {
  readonly source: BranchId
  /** Where it is to stand; the main path by default. */
  readonly target?: BranchId
  readonly onClose: () => void
  /** Once it is posted; `onClose` by default. */
  readonly onPosted?: () => void
}

export const SummaryDialog = ({ source, target, onClose, onPosted = onClose }: SummaryDialogProps) => {
  const conversation = useConversation()
  const { model, personOf, places, models, canWrite } = conversation
  const runs = useStore(model.runs)
  const tree = useStore(model.tree)
  const settings = useStore(model.settings)
  const { show } = useNotices()
  const [draft, setDraft] = useState<DraftRequest>()
  const { summary, change, forget, isFromBefore } = useKeptSummary(source)
  const { text, taken } = summary
  /** What stood in the field before it was emptied or a draft took its place. */
  const [before, setBefore] = useState<Summary>()
  const replace = (next: Summary): void => {
    if (text.trim() !== '') setBefore(summary)
    change(next)
  }
  const nameOf = (id: BranchId): string =>
    branchName(tree.branches.get(id), (person) => personOf(person).name)
  const others = tree.listed.filter(
    (branch) => branch.id !== source && putAwayBy(tree, branch.id) === undefined,
  )
  const main = mainBranchOf(tree, settings)
  const [chosen, setChosen] = useState(target)
  const into = others.find(({ id }) => id === (chosen ?? main))?.id ?? others[0]?.id
  // Fixed as the dialog opens, and as a draft is asked for: what comes later is not summed up.
  const [last] = useState(() => tree.head(source))
  const answering = models?.models.find(({ id }) => id === (settings.model ?? models.default))
  const canDraft = answering?.kind === 'language-model'
  const head = tree.head(source)
  const isBeingWritten = runs.active.some(
    (run) => run.id === head?.runId || (run.branchId === source && run.parentId === head?.id),
  )

  const ask = (): void => setDraft(askForDraft(deskOf(conversation), source))
  const close = (): void => {
    if (draft !== undefined && canWrite) cancelRun(model.doc, draft.runId, conversation.me)
    if (text.trim() !== '') show({ text: 'Your summary is kept for the next time. Nobody else sees it.' })
    onClose()
  }
  const post = (): void => {
    if (into === undefined || last === undefined || text.trim() === '') return
    const id = postSummary(deskOf(conversation), {
      target: into,
      markdown: text,
      of: {
        branchId: source,
        messageId: taken?.upTo ?? last.id,
        ...(taken === undefined ? {} : { runId: taken.runId }),
      },
    })
    forget()
    show({
      text: `Posted in “${nameOf(into)}”.`,
      action: { label: 'Show', onSelect: () => places.goTo(into, id) },
    })
    onPosted()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close()
      }}
      title={`Bring back what came of “${nameOf(source)}”`}
      description="It is posted as your message, with a link to the branch that it sums up."
      footer={
        <>
          <Button variant="plain" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={
              !canWrite ||
              text.trim() === '' ||
              into === undefined ||
              last === undefined ||
              draft !== undefined
            }
            onClick={post}
          >
            Post
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {into === undefined ? (
          <p>There is no other branch to bring it back to.</p>
        ) : (
          <Select
            label="Into"
            value={into}
            options={others.map(({ id }) => ({
              value: id,
              label: id === main ? `${nameOf(id)} (main path)` : nameOf(id),
            }))}
            onChange={setChosen}
          />
        )}
        {draft === undefined ? (
          <TextArea
            label="Summary"
            value={text}
            onChange={(next) => change({ ...summary, text: next })}
            rows={9}
            placeholder="What was decided and why, what stays open, what to do next"
          />
        ) : (
          <Drafting
            draft={draft}
            onDone={(drafted) => {
              replace({ text: drafted, taken: draft })
              setDraft(undefined)
            }}
            onFailed={() => setDraft(undefined)}
          />
        )}
        {draft === undefined && (isFromBefore || before !== undefined) && (
          <div className={styles.line}>
            {isFromBefore && (
              <>
                <span className={styles.hint}>This is how far you had come.</span>
                <Button size="small" variant="plain" onClick={() => replace({ text: '', taken: undefined })}>
                  Begin anew
                </Button>
              </>
            )}
            {before !== undefined && (
              <Button
                size="small"
                variant="plain"
                onClick={() => {
                  change(before)
                  setBefore(undefined)
                }}
              >
                Back to what stood here
              </Button>
            )}
          </div>
        )}
        {!canWrite && (
          <p className={styles.hint} role="status">
            You cannot write here at the moment. What stands above is yours to copy.
          </p>
        )}
        {draft === undefined &&
          canWrite &&
          (canDraft && isBeingWritten ? (
            <p className={styles.hint}>
              A reply is still being written on this branch. It can be drafted once that has ended.
            </p>
          ) : canDraft ? (
            <div className={styles.line}>
              <Button size="small" icon={<Sparkles />} onClick={ask}>
                {taken === undefined ? 'Draft it for me' : 'Draft it anew'}
              </Button>
              <span className={styles.hint}>
                {answering.name} reads the branch. You decide what is posted.
              </span>
            </div>
          ) : (
            <p className={styles.hint}>No language model answers here, so it is yours to write.</p>
          ))}
      </div>
    </Dialog>
  )
}

interface DraftingProps {
  readonly draft: DraftRequest
  readonly onDone: (text: string) => void
  readonly onFailed: () => void
}

/** The draft as it is being written, through the same queue as every reply. */
const Drafting = ({ draft, onDone, onFailed }: DraftingProps) => {
  const { handle, model, me, personOf } = useConversation()
  const tree = useStore(model.tree)
  const sync = useStore(handle.room.state)
  const run = useStore(model.runs).byId.get(draft.runId)
  const reply = tree.ownMessages(draft.branchId).find((message) => message.runId === draft.runId)
  const words =
    run &&
    runWords(run, {
      waiting: isOutOfReach(sync),
      hasText: reply !== undefined,
      agent: personOf(run.agent).name,
      nameOf: (id) => (id === me ? 'you' : personOf(id).name),
    })
  const isTrouble = words?.tone === 'danger'
  const isOver = hasEnded(run?.status)
  return (
    <>
      {reply === undefined && !isOver && (
        <p className={styles.waiting} role="status">
          {words?.text ?? 'Waiting for the draft.'}
        </p>
      )}
      {isOver && words !== undefined && !isTrouble && (
        <p className={styles.hint} role="status">
          {words.text}
        </p>
      )}
      {isTrouble && (
        <p className={styles.trouble} role="alert">
          {words.text}
        </p>
      )}
      {reply !== undefined && (
        <DraftText reply={reply} status={run?.status} onDone={onDone} onFailed={onFailed} />
      )}
      {reply === undefined && isOver && (
        <Button size="small" onClick={onFailed}>
          Write it yourself
        </Button>
      )}
      {!isOver && (
        <div className={styles.line}>
          <Button size="small" onClick={() => cancelRun(model.doc, draft.runId, me)}>
            Stop
          </Button>
        </div>
      )}
    </>
  )
}

const hasEnded = (status: string | undefined): boolean =>
  status !== undefined && status !== 'queued' && status !== 'running'

const DraftText = ({
  reply,
  status,
  onDone,
  onFailed,
}: {
  readonly reply: MessageEntry
  readonly status: string | undefined
  readonly onDone: (text: string) => void
  readonly onFailed: () => void
}) => {
  const body = reply.body instanceof Y.Text ? reply.body : undefined
  return body === undefined ? null : (
    <StreamedText body={body} ended={hasEnded(status)} onDone={onDone} onFailed={onFailed} />
  )
}

const StreamedText = ({
  body,
  ended,
  onDone,
  onFailed,
}: {
  readonly body: Y.Text
  readonly ended: boolean
  readonly onDone: (text: string) => void
  readonly onFailed: () => void
}) => {
  const text = partReasoning(useBodyText(body)).answer
  const isBlank = text.trim() === ''
  return (
    <>
      {/* Room for words, as long as any may come. */}
      {!(ended && isBlank) && (
        <div className={styles.waiting} aria-live="off" data-draft="">
          <ReplyText text={text} isEnded={ended} />
        </div>
      )}
      {ended && (
        <div className={styles.line}>
          <Button size="small" variant="primary" onClick={() => (isBlank ? onFailed() : onDone(text.trim()))}>
            {isBlank ? 'Write it yourself' : 'Edit the draft'}
          </Button>
        </div>
      )}
    </>
  )
}
