/**
 * Attached files: bringing, having, copying and forgetting them. Who may is asked before, by whoever calls; whose a
 * file is, how large it may be and what it really is, is decided here.
 */
import type { ArrivedFile } from '../../shared/document/arrived-files.ts'
import type { NewUpload, UploadProgress } from '../../shared/file-api.ts'
import { type FileId, fileIdOf } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { FileLimits, FileRecord, FileRecords, Full, UploadRecord } from './file-records.ts'
import type { ByteRange, FileStore } from './file-store.ts'
import { fileTypeOf } from './file-type.ts'

export const FILE_LIMITS: FileLimits = {
  file: 100 * 1024 * 1024,
  conversation: 2 * 1024 * 1024 * 1024,
  person: 10 * 1024 * 1024 * 1024,
}

/** What is wrong with a request for a file, and what can be done about it. */
export interface FileRefusal {
  readonly code: 'not-yours' | 'too-large' | Full | 'not-found' | 'offset' | 'busy' | 'different'
  readonly message: string
  /** Where an upload goes on. */
  readonly received?: number
}

export type FileResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: FileRefusal }

export interface Files {
  /** Begins an upload, or says how far it is. Asked again, it does no harm. */
  readonly begin: (
    conversationId: ConversationId,
    by: PrincipalId,
    upload: NewUpload,
  ) => Promise<FileResult<UploadProgress>>
  /** Takes bytes as they come. `mayStill` is asked before the last of them make it a file. */
  readonly append: (
    where: { readonly conversationId: ConversationId; readonly id: FileId; readonly by: PrincipalId },
    offset: number,
    source: AsyncIterable<Uint8Array>,
    mayStill: () => Promise<boolean>,
  ) => Promise<FileResult<UploadProgress>>
  /** Takes back what one has brought, whole or not. */
  readonly takeBack: (
    conversationId: ConversationId,
    id: FileId,
    by: PrincipalId,
  ) => Promise<FileResult<undefined>>
  readonly find: (conversationId: ConversationId, id: FileId) => Promise<FileRecord | undefined>
  readonly list: (conversationId: ConversationId) => Promise<readonly FileRecord[]>
  /** `undefined` where the bytes are gone. */
  readonly read: (file: FileRecord, range?: ByteRange) => Promise<AsyncIterable<Uint8Array> | undefined>
  readonly copy: (
    ids: readonly FileId[],
    way: { readonly from: ConversationId; readonly to: ConversationId; readonly by: PrincipalId },
  ) => Promise<FileResult<readonly FileRecord[]>>
  /** A conversation is gone for good, and its files with it, but for contents that others have. */
  readonly conversationPurged: (conversationId: ConversationId) => Promise<void>
  /** Tidies up what a sudden end, or somebody who never came back, has left behind. To be called once in a while. */
  readonly tidy: () => Promise<void>
}

export interface FilesDeps {
  readonly store: FileStore
  readonly records: FileRecords
  readonly limits: FileLimits
  readonly now: () => number
  /** Says in the conversation's document that a file is here. */
  readonly announce: (conversationId: ConversationId, id: FileId, file: ArrivedFile) => Promise<void>
  readonly retract: (conversationId: ConversationId, id: FileId) => Promise<void>
}

/** Whoever does not come back for so long begins anew. */
const UPLOAD_MILLISECONDS = 14 * 24 * 60 * 60_000

export const createFiles = (deps: FilesDeps): Files => {
  const { store, records, limits, now } = deps
  /** Uploads that something is being done with: one thing at a time. */
  const busy = new Set<FileId>()
  const oneAtATime = createQueue()

  const exclusively = async <Value>(
    id: FileId,
    task: () => Promise<FileResult<Value>>,
  ): Promise<FileResult<Value>> => {
    if (busy.has(id)) return refuse({ code: 'busy', message: 'This file is on its way already.' })
    busy.add(id)
    try {
      return await task()
    } finally {
      busy.delete(id)
    }
  }

  const announce = async ({ conversationId, id, size, type, uploadedAt }: FileRecord): Promise<void> => {
    await deps.announce(conversationId, id, { size, type, at: uploadedAt })
    await records.announced(conversationId, id)
  }

  /** A content may be on its way out just when another file brings it: one after the other. */
  const finish = async (upload: UploadRecord): Promise<FileResult<UploadProgress>> => {
    const file = await oneAtATime(async () => {
      const { hash, head, size } = await store.seal(upload.id)
      return records.complete(upload, { hash, type: fileTypeOf(head, size), at: now() })
    })
    if (file === undefined) {
      await removeUnreferenced()
      return refuse(NOT_BEGUN)
    }
    await announce(file)
    return accept({ received: file.size, file: publicOf(file) })
  }

  const removeUnreferenced = (): Promise<void> =>
    oneAtATime(async () => {
      for (const hash of await records.takeUnreferenced()) await store.remove(hash)
    })

  return {
    begin: (conversationId, by, { id, secret, name, size }) =>
      exclusively(id, async () => {
        if (fileIdOf(conversationId, by, secret) !== id) {
          return refuse({
            code: 'not-yours',
            message: 'This id is not for a file of yours in this conversation.',
          })
        }
        const file = await records.file(conversationId, id)
        if (file !== undefined) return accept({ received: file.size, file: publicOf(file) })
        if (size > limits.file) {
          return refuse({
            code: 'too-large',
            message: `A file can have at most ${inWords(limits.file)}; this one has ${inWords(size)}.`,
          })
        }
        const begun = await records.begin({ conversationId, id, name, size, by, at: now() }, limits)
        if (begun !== 'begun') return refuse(full(begun, limits))
        const upload = await records.upload(conversationId, id)
        if (upload === undefined || upload.size !== size) {
          return refuse({ code: 'different', message: 'This upload was begun with another file.' })
        }
        const received = await store.received(id)
        return received === size ? finish(upload) : accept({ received })
      }),

    append: ({ conversationId, id, by }, offset, source, mayStill) =>
      exclusively(id, async () => {
        const upload = await records.upload(conversationId, id)
        if (upload === undefined || upload.by !== by) return refuse(NOT_BEGUN)
        const before = await store.received(id)
        if (offset !== before) {
          return refuse({ code: 'offset', message: `This upload goes on at ${before}.`, received: before })
        }
        const { received, ended } = await store.append(id, source, upload.size - before)
        if (ended === 'too-long') {
          await store.discard(id)
          await records.remove(conversationId, id)
          return refuse({
            code: 'different',
            message: 'This file is longer than was said when it was begun.',
          })
        }
        if (received < upload.size) return accept({ received })
        return (await mayStill()) ? finish(upload) : refuse(NOT_BEGUN)
      }),

    takeBack: (conversationId, id, by) =>
      exclusively(id, async () => {
        const upload = await records.upload(conversationId, id)
        const file = await records.file(conversationId, id)
        if ((upload?.by ?? file?.uploadedBy) !== by) return refuse(NOT_BEGUN)
        await records.remove(conversationId, id)
        if (upload !== undefined) await store.discard(id)
        if (file !== undefined) await deps.retract(conversationId, id)
        await removeUnreferenced()
        return accept(undefined)
      }),

    find: records.file,
    list: records.files,
    read: (file, range) => store.read(file.hash, range),

    copy: async (ids, { from, to, by }) => {
      const copied = await oneAtATime(() => records.copy(ids, { from, to, by, at: now() }, limits))
      if (copied === 'conversation-full' || copied === 'person-full') return refuse(full(copied, limits))
      for (const file of copied) await announce(file)
      return accept(copied)
    },

    conversationPurged: async (id) => {
      await records.removeConversation(id)
      await removeUnreferenced()
    },

    tidy: async () => {
      await records.removeUploadsBefore(now() - UPLOAD_MILLISECONDS)
      await removeUnreferenced()
      for (const file of await records.unannounced()) await announce(file)
      for await (const id of store.uploads()) {
        if (!busy.has(id) && !(await records.isUpload(id))) await store.discard(id)
      }
      for await (const hash of store.contents()) {
        await oneAtATime(async () => {
          if (!(await records.isContent(hash))) await store.remove(hash)
        })
      }
    },
  }
}

const NOT_BEGUN: FileRefusal = {
  code: 'not-found',
  message: 'There is no such upload. Please begin it anew.',
}

const full = (what: Full, limits: FileLimits): FileRefusal => ({
  code: what,
  message:
    what === 'conversation-full'
      ? `The files of a conversation can have at most ${inWords(limits.conversation)}, and this would be more.`
      : `All your files together can have at most ${inWords(limits.person)}, and this would be more.`,
})

const accept = <Value>(value: Value): FileResult<Value> => ({ ok: true, value })
const refuse = (refusal: FileRefusal): FileResult<never> => ({ ok: false, refusal })

/** What is told of a file: not its hash, by which one could find out who else has it. */
export const publicOf = ({ id, name, size, type, uploadedBy, uploadedAt }: FileRecord) => ({
  id,
  name,
  size,
  type,
  uploadedBy,
  uploadedAt,
})

const inWords = (bytes: number): string => {
  if (bytes >= 1024 ** 3) return `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB`
  return bytes >= 1024 ** 2
    ? `${Math.round((bytes / 1024 ** 2) * 10) / 10} MB`
    : `${Math.ceil(bytes / 1024)} kB`
}

/** Runs tasks in the order in which they came, each after the one before has ended, well or not. */
const createQueue = (): (<Value>(task: () => Promise<Value>) => Promise<Value>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const next = last.then(task, task)
    last = next.catch(() => undefined)
    return next
  }
}
