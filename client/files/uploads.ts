/**
 * All files that were chosen on this device and are on their way, of all conversations: kept until the server has
 * them, brought one after the other as soon as there is a network. One for each account.
 */
import type { FileId } from '../../shared/files.ts'
import { fileIdOf, toFileName } from '../../shared/files.ts'
import type { BranchId, ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { ConnectionState } from '../sync/account.ts'
import { createStore, type ReadableStore } from '../sync/store.ts'
import { type BringDeps, bringFile, refusalOf } from './bring.ts'
import { guessType } from './guess-type.ts'
import { type LocalFile, type LocalFiles, openLocalFiles, SEEN_BYTES } from './local-files.ts'
import { measurePicture } from './measure-picture.ts'

export type UploadState =
  /** There is no network, or the server has asked to wait. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'uploading'; readonly received: number }
  | { readonly kind: 'arrived' }
  | { readonly kind: 'refused'; readonly message: string }

export interface Upload {
  readonly file: LocalFile
  readonly state: UploadState
}

export interface Uploads {
  /** In the order in which they were chosen. */
  readonly all: ReadableStore<readonly Upload[]>
  /** Takes files into the draft of a branch. Resolves once this device keeps them. */
  readonly choose: (
    conversationId: ConversationId,
    branchId: BranchId,
    files: readonly File[],
  ) => Promise<void>
  readonly describe: (id: FileId, alt: string) => void
  /** The message with these stands in the document. */
  readonly sent: (ids: readonly FileId[]) => void
  /** Takes a file back that was not sent. */
  readonly remove: (id: FileId) => void
  readonly retry: (id: FileId) => void
  /** A picture that this device keeps. */
  readonly seen: (id: FileId) => Promise<Blob | undefined>
  readonly keepSeen: (conversationId: ConversationId, id: FileId, blob: Blob) => void
  /** Forgets pictures of conversations that are not among these. */
  readonly forgetOthers: (mine: ReadonlySet<ConversationId>) => void
  readonly close: () => void
}

export interface UploadsDeps extends BringDeps {
  readonly me: PrincipalId
  readonly connection: ReadableStore<ConnectionState>
  readonly newSecret: () => string
  /** Runs a task once, after so many milliseconds. Returns how to call it off. */
  readonly after: (milliseconds: number, task: () => void) => () => void
  /** Tells the other tabs of this account that something changed. */
  readonly tabs: { readonly post: () => void; readonly onChanged: (listener: () => void) => () => void }
  /** Whether this tab may bring a file now: another one may be doing so. Calls `task` where it may. */
  readonly alone: (name: string, task: () => Promise<void>) => Promise<void>
}

/** Pauses between tries that failed: doubled each time, up to the last. */
const FIRST_PAUSE = 1_000
const LAST_PAUSE = 30_000

export const createUploads = (deps: UploadsDeps): Uploads => {
  const { me, connection, tabs } = deps
  const opened: Promise<LocalFiles> = openLocalFiles(me)
  const all = createStore<readonly Upload[]>([])
  const stops = new Map<FileId, AbortController>()
  let pause = FIRST_PAUSE
  let callOff = (): void => {}
  let working = false
  let closed = false
  /** Several are chosen at once, and keep their order. */
  let lastChosen = 0
  /** Grows with all that this tab begins to write, and again when it is written. */
  let writes = 0
  const writing = async (task: Promise<void>): Promise<void> => {
    writes++
    await task
    writes++
  }

  const find = (id: FileId): Upload | undefined => all.get().find(({ file }) => file.id === id)
  const show = (id: FileId, change: (upload: Upload) => Upload): void =>
    all.set(all.get().map((upload) => (upload.file.id === id ? change(upload) : upload)))
  const setState = (id: FileId, state: UploadState): void => show(id, (upload) => ({ ...upload, state }))

  /** Changes what is kept of a file. One that was sent and has arrived needs keeping no more. */
  const change = (id: FileId, fields: Partial<LocalFile>): Promise<void> => writing(keepChange(id, fields))
  const keepChange = async (id: FileId, fields: Partial<LocalFile>): Promise<void> => {
    const known = find(id)
    if (known === undefined) return
    const file = { ...known.file, ...fields }
    show(id, (upload) => ({ ...upload, file }))
    const store = await opened
    if (file.arrived && file.draft === undefined) {
      if (file.width !== undefined && file.size <= SEEN_BYTES)
        await store.keepSeen(file.conversationId, id, file.blob)
      await store.remove(id)
    } else await store.put(file)
    tabs.post()
  }

  const forget = (id: FileId): Promise<void> => writing(forgetKept(id))
  const forgetKept = async (id: FileId): Promise<void> => {
    stops.get(id)?.abort()
    all.set(all.get().filter(({ file }) => file.id !== id))
    await (await opened).remove(id)
    tabs.post()
  }

  /** What other tabs, or an earlier page, have left to do. */
  const reread = async (): Promise<void> => {
    if (closed) return
    let kept: readonly LocalFile[]
    let before: number
    // What this tab writes while it reads must not be lost by what it has read.
    do {
      before = writes
      kept = await (await opened).chosen()
    } while (before !== writes)
    if (closed) return
    const ids = new Set(kept.map(({ id }) => id))
    // What arrived is shown from here until the page goes: its bytes are at hand.
    const staying = all
      .get()
      .filter(({ file, state }) => !ids.has(file.id) && state.kind === 'arrived' && file.draft === undefined)
    const listed = kept
      .toSorted((a, b) => a.chosenAt - b.chosenAt)
      .map((file): Upload => {
        const state = find(file.id)?.state
        const isSettled = file.arrived || file.refused !== undefined
        return { file, state: state === undefined || isSettled ? stateOf(file) : state }
      })
    all.set([...staying, ...listed])
    void work()
  }

  const work = async (): Promise<void> => {
    if (working || closed) return
    working = true
    callOff()
    for (let next = nextWaiting(); next !== undefined && !closed; next = nextWaiting()) {
      const { id } = next.file
      let brought = false
      await deps.alone(`banyan-file-${id}`, async () => {
        brought = true
        await bring(next.file)
      })
      if (!brought || find(id)?.state.kind === 'waiting') {
        plan(pause)
        pause = Math.min(LAST_PAUSE, pause * 2)
        break
      }
      pause = FIRST_PAUSE
    }
    working = false
  }
  const nextWaiting = (): Upload | undefined =>
    connection.get() === 'online' ? all.get().find(({ state }) => state.kind === 'waiting') : undefined

  const plan = (milliseconds: number): void => {
    callOff()
    callOff = deps.after(milliseconds, () => void work())
  }

  /** Asked before its turn, so that nobody sends what will not be taken. */
  const askFor = async (file: LocalFile): Promise<void> => {
    if (connection.get() !== 'online') return
    const message = await refusalOf(deps, file)
    if (message === undefined || find(file.id)?.state.kind !== 'waiting') return
    setState(file.id, { kind: 'refused', message })
    await change(file.id, { refused: message })
  }

  const bring = async (file: LocalFile): Promise<void> => {
    const { id } = file
    const stop = new AbortController()
    stops.set(id, stop)
    setState(id, { kind: 'uploading', received: 0 })
    const brought = await bringFile(
      deps,
      file,
      (received) => setState(id, { kind: 'uploading', received }),
      stop.signal,
    )
    stops.delete(id)
    switch (brought.kind) {
      case 'arrived':
        setState(id, { kind: 'arrived' })
        await change(id, { arrived: true })
        return
      case 'refused':
        setState(id, brought)
        await change(id, { refused: brought.message })
        return
      case 'later':
        pause = Math.max(pause, brought.after ?? 0)
        setState(id, { kind: 'waiting' })
        return
      case 'stopped':
        return
    }
  }

  const stopFollowing = connection.subscribe(() => {
    if (connection.get() !== 'online') return
    pause = FIRST_PAUSE
    void work()
  })
  const stopListening = tabs.onChanged(() => void reread())
  void reread()

  return {
    all,
    choose: async (conversationId, branchId, files) => {
      for (const blob of files) {
        const secret = deps.newSecret()
        const type = await guessType(blob)
        const file: LocalFile = {
          id: fileIdOf(conversationId, me, secret),
          secret,
          conversationId,
          name: toFileName(blob.name),
          size: blob.size,
          type,
          ...(await measurePicture(blob, type)),
          draft: branchId,
          arrived: false,
          refused: undefined,
          chosenAt: (lastChosen = Math.max(Date.now(), lastChosen + 1)),
          blob,
        }
        await writing((await opened).put(file))
        // It may have been read back already.
        if (find(file.id) === undefined) all.set([...all.get(), { file, state: stateOf(file) }])
      }
      tabs.post()
      await Promise.all(
        all
          .get()
          .filter(({ state }) => state.kind === 'waiting')
          .map(({ file }) => askFor(file)),
      )
      void work()
    },
    describe: (id, alt) => void change(id, { alt }),
    sent: (ids) => {
      for (const id of ids) void change(id, { draft: undefined })
    },
    remove: (id) => {
      const upload = find(id)
      if (upload === undefined) return
      void forget(id)
      if (upload.state.kind === 'refused' || upload.file.draft === undefined) return
      // So that it takes no room; where that fails, it goes with the conversation.
      void deps
        .fetch(`/api/conversations/${upload.file.conversationId}/uploads/${id}`, {
          method: 'DELETE',
          credentials: 'same-origin',
        })
        .catch(() => undefined)
    },
    retry: (id) => {
      setState(id, { kind: 'waiting' })
      pause = FIRST_PAUSE
      void change(id, { refused: undefined }).then(work)
    },
    seen: async (id) => (await opened).seen(id),
    keepSeen: (conversationId, id, blob) =>
      void opened.then((store) => store.keepSeen(conversationId, id, blob)),
    forgetOthers: (mine) => void opened.then((store) => store.forgetOthers(mine)),
    close: () => {
      closed = true
      callOff()
      stopFollowing()
      stopListening()
      for (const stop of stops.values()) stop.abort()
      void opened.then((store) => store.close())
    },
  }
}

const stateOf = ({ arrived, refused }: LocalFile): UploadState => {
  if (arrived) return { kind: 'arrived' }
  return refused === undefined ? { kind: 'waiting' } : { kind: 'refused', message: refused }
}
