/**
 * All files that were chosen on this device and are on their way, of all conversations: kept until the server has
 * them, brought one after the other as soon as there is a network. One for each account.
 */
import type { Attachment } from '../../shared/document/index.ts'
import { uploadPath } from '../../shared/file-api.ts'
import { type FileAbsence, type FileId, fileIdOf, toFileName } from '../../shared/files.ts'
import type { BranchId, ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { ConnectionState } from '../sync/account.ts'
import { createStore, type ReadableStore } from '../sync/store.ts'
import { type BringDeps, bringFile, drain, refusalOf, sentenceOf } from './bring.ts'
import { type LocalFile, type LocalFiles, openLocalFiles, SEEN_BYTES } from './local-files.ts'
import { readChosen } from './read-chosen.ts'

export type UploadState =
  /** There is no network, or the server has asked to wait; `why`: in its words, where it gave any. */
  | { readonly kind: 'waiting'; readonly why?: string | undefined }
  | { readonly kind: 'uploading'; readonly received: number }
  | { readonly kind: 'arrived' }
  | { readonly kind: 'refused'; readonly message: string }

export interface Upload {
  readonly file: LocalFile
  readonly state: UploadState
  /** False where the device has no room for it: it is lost with the page. */
  readonly isKept: boolean
}

/** What a conversation's document says of its files. */
export interface FileFacts {
  /** Whether the server has a message that names it. */
  readonly isAccepted: (id: FileId) => boolean
  readonly isHere: (id: FileId) => boolean
  readonly absence: (id: FileId) => FileAbsence | undefined
}

export interface Uploads {
  /** In the order in which they were chosen. */
  readonly all: ReadableStore<readonly Upload[]>
  /**
   * Takes files into the draft of a branch, and tells of each when it is listed, or cannot be read: a folder, or what
   * is not there any more. Resolves once this device keeps all that could be.
   */
  readonly choose: (
    conversationId: ConversationId,
    branchId: BranchId,
    files: readonly File[],
    onRead?: (file: File, isReadable: boolean) => void,
  ) => Promise<void>
  readonly describe: (id: FileId, alt: string) => void
  /** The message with these stands in the document. */
  readonly sent: (ids: readonly FileId[]) => void
  /** Takes a file back that was not sent. */
  readonly remove: (id: FileId) => void
  readonly retry: (id: FileId) => void
  /** Says for everybody that a file does not come, though a message names it. Resolves to what is in the way. */
  readonly takeOff: (conversationId: ConversationId, id: FileId) => Promise<string | undefined>
  /**
   * Lets go of what the conversation's document has: until then the bytes of a sent file stay here, since its message
   * may arrive long after it, and brings once more what the document lacks.
   */
  readonly follow: (conversationId: ConversationId, facts: FileFacts) => void
  /**
   * The same files, so far as their bytes are here, for a message in another conversation. Each is brought there
   * anew, under an id of its own.
   */
  readonly carry: (
    attachments: readonly Attachment[],
    to: ConversationId,
  ) => Promise<ReadonlyMap<FileId, Attachment>>
  /** Forgets the bytes of messages that are given up. */
  readonly discard: (ids: readonly FileId[]) => void
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

/** A file that arrived longer ago than this may have been tidied away by the server before its message came. */
const SURELY_THERE = 24 * 60 * 60_000

/** Pauses between tries that failed: doubled each time, up to the last. */
const FIRST_PAUSE = 1_000
const LAST_PAUSE = 30_000

/** Something else is being done with this file. */
const BUSY = 409

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
  /** What was tried once more because the document lacks it: once a page. */
  const triedAgain = new Set<FileId>()
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

  /** Changes what is kept of a file. */
  const change = (id: FileId, fields: Partial<LocalFile>): Promise<void> => writing(keepChange(id, fields))
  const keepChange = async (id: FileId, fields: Partial<LocalFile>): Promise<void> => {
    const known = find(id)
    if (known === undefined) return
    const file = { ...known.file, ...fields }
    show(id, (upload) => ({ ...upload, file }))
    const isKept = await (await opened).put(file)
    show(id, (upload) => ({ ...upload, isKept }))
    tabs.post()
  }

  const forget = (id: FileId): Promise<void> => writing(forgetKept(id))
  const forgetKept = async (id: FileId): Promise<void> => {
    stops.get(id)?.abort()
    all.set(all.get().filter(({ file }) => file.id !== id))
    await (await opened).remove(id)
    tabs.post()
  }

  /** So that it takes no room on the server; where that fails, it goes when nobody has come back for it. */
  const takeBack = async (
    { conversationId, id }: LocalFile,
    onBusy = (): void => undefined,
  ): Promise<void> => {
    try {
      const path = uploadPath(conversationId, id)
      const response = await deps.fetch(path, { method: 'DELETE', credentials: 'same-origin' })
      await drain(response)
      if (response.status === BUSY) onBusy()
    } catch {
      // No network.
    }
  }

  /** The server has it and a message that names it. This page goes on showing it from here. */
  const letGo = (file: LocalFile): Promise<void> => {
    settled.add(file.id)
    return writing(letGoKept(file))
  }
  const settled = new Set<FileId>()
  const letGoKept = async ({ id, conversationId, width, size, blob }: LocalFile): Promise<void> => {
    const store = await opened
    if (width !== undefined && size <= SEEN_BYTES) await store.keepSeen(conversationId, id, blob)
    await store.remove(id)
    tabs.post()
  }

  /** Takes a file up. It is listed once this device keeps it. */
  const add = async (file: LocalFile): Promise<void> => {
    await writing(
      (async () => {
        const isKept = await (await opened).put(file)
        // It may have been read back already.
        if (find(file.id) === undefined) all.set([...all.get(), { file, state: stateOf(file), isKept }])
      })(),
    )
  }
  const nextMoment = (): number => (lastChosen = Math.max(Date.now(), lastChosen + 1))

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
    // Taken back in another tab: it is not brought any further.
    for (const [id, stop] of stops) if (!ids.has(id)) stop.abort()
    // What arrived is shown from here until the page goes: its bytes are at hand.
    const staying = all
      .get()
      .filter(({ file, state }) => !ids.has(file.id) && state.kind === 'arrived' && file.draft === undefined)
    const listed = kept
      .toSorted((a, b) => a.chosenAt - b.chosenAt)
      .map((file): Upload => {
        const known = find(file.id)
        const isSettled = file.arrived || file.refused !== undefined
        // Refused here, and tried again in another tab.
        const isReopened = known?.state.kind === 'refused'
        return {
          file,
          state: known === undefined || isSettled || isReopened ? stateOf(file) : known.state,
          isKept: known?.isKept ?? true,
        }
      })
    all.set([...staying, ...listed])
    void work()
  }

  const work = async (): Promise<void> => {
    if (working || closed) return
    working = true
    callOff()
    try {
      await workOff()
    } finally {
      working = false
    }
  }
  const workOff = async (): Promise<void> => {
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

  const askForAll = (): Promise<unknown> => {
    const waiting = all.get().filter(({ state }) => state.kind === 'waiting')
    return Promise.all(waiting.map(({ file }) => askFor(file)))
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
        setState(id, { kind: 'waiting', why: brought.why })
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
    choose: async (conversationId, branchId, files, onRead) => {
      for (const chosen of files) {
        const secret = deps.newSecret()
        const name = toFileName(chosen.name)
        const read = await readChosen(chosen)
        if (read !== undefined) {
          await add({
            ...read,
            id: fileIdOf(conversationId, me, secret),
            ...{ secret, conversationId, name, size: read.blob.size, draft: branchId },
            ...{ arrived: false, refused: undefined, chosenAt: nextMoment() },
          })
        }
        onRead?.(chosen, read !== undefined)
      }
      tabs.post()
      void askForAll().then(work)
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
      // A piece of it that was on its way may still be written.
      void takeBack(upload.file, () => deps.after(FIRST_PAUSE, () => void takeBack(upload.file)))
    },
    retry: (id) => {
      setState(id, { kind: 'waiting' })
      pause = FIRST_PAUSE
      void change(id, { refused: undefined }).then(work)
    },
    takeOff: async (conversationId, id) => {
      try {
        const response = await deps.fetch(uploadPath(conversationId, id), {
          method: 'DELETE',
          credentials: 'same-origin',
        })
        if (!response.ok) return await sentenceOf(response)
        await drain(response)
      } catch {
        return 'You are off line. It can be taken off when you are back.'
      }
      await forget(id)
      return undefined
    },
    follow: (conversationId, { isAccepted, isHere, absence }) => {
      for (const { file, state } of all.get()) {
        const { id, draft, arrived, chosenAt } = file
        const isConcerned = file.conversationId === conversationId && draft === undefined && !settled.has(id)
        if (!isConcerned || !isAccepted(id)) continue
        if (isHere(id)) {
          if (arrived) void letGo(file)
          continue
        }
        if (absence(id) === 'taken-off') {
          void forget(id)
          continue
        }
        const isLost = arrived && Date.now() - chosenAt > SURELY_THERE
        // The server says to everybody why it does not come, once it has the message that names it.
        const isUnsaid = state.kind === 'refused' && absence(id) === undefined
        if ((!isLost && !isUnsaid) || triedAgain.has(id)) continue
        triedAgain.add(id)
        setState(id, { kind: 'waiting' })
        void change(id, { arrived: false, refused: undefined }).then(work)
      }
    },
    carry: async (attachments, to) => {
      const carried = new Map<FileId, Attachment>()
      for (const attachment of attachments) {
        const blob = find(attachment.id)?.file.blob ?? (await (await opened).seen(attachment.id))
        if (blob === undefined) continue
        const secret = deps.newSecret()
        const copy = { ...attachment, id: fileIdOf(to, me, secret), size: blob.size }
        carried.set(attachment.id, copy)
        await add({
          ...copy,
          ...{ secret, conversationId: to, draft: undefined, blob },
          ...{ arrived: false, refused: undefined, chosenAt: nextMoment() },
        })
      }
      tabs.post()
      void work()
      return carried
    },
    discard: (ids) => {
      for (const id of ids) void forget(id)
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
