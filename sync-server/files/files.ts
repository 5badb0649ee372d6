/**
 * Attached files: bringing, having, copying and forgetting them. Who may is asked before, by whoever calls; whose a
 * file is, how large it may be and what it really is, is decided here.
 */
import type { ArrivedFile } from '../../shared/document/index.ts'
import type { NewUpload, UploadProgress } from '../../shared/file-api.ts'
import { fileTypeOf } from '../../shared/file-type.ts'
import { type FileAbsence, type FileId, fileIdOf } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { FileNotes } from './file-notes.ts'
import type { FileLimits, FileRecord, FileRecords, Full, UploadRecord } from './file-records.ts'
import type { ByteRange, FileStore } from './file-store.ts'

export const FILE_LIMITS: FileLimits = {
  file: 100 * 1024 * 1024,
  conversation: 2 * 1024 * 1024 * 1024,
  person: 10 * 1024 * 1024 * 1024,
}

/** What is wrong with a request for a file, and what can be done about it. */
export interface FileRefusal {
  readonly code: 'not-yours' | 'too-large' | Full | 'not-found' | 'offset' | 'busy' | 'different' | 'no-room'
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
  /** Says for everybody to see that a file does not come, because who was to bring it may not any more. */
  readonly mayNot: (conversationId: ConversationId, by: PrincipalId, id: FileId) => Promise<void>
  /** Takes back what one has brought, whole or not, and what one has said that one would bring. */
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
  /**
   * The same for a conversation whose document is only about to be written: what it is to say of each file. Those
   * that cannot come along are told of with the reason. `told` is to be called once it says so.
   */
  readonly take: (
    ids: readonly FileId[],
    way: { readonly from: ConversationId; readonly to: ConversationId; readonly by: PrincipalId },
  ) => Promise<ReadonlyMap<FileId, ArrivedFile | FileAbsence>>
  readonly told: (conversationId: ConversationId, ids: Iterable<FileId>) => Promise<void>
  /** Messages name these from now on: those that are here are everybody's who may read there. */
  readonly named: (conversationId: ConversationId, ids: readonly FileId[]) => Promise<void>
  /** Those of a conversation's files that somebody may have: what no message names is its bringer's alone. */
  readonly visibleTo: (by: PrincipalId, files: readonly FileRecord[]) => Promise<readonly FileRecord[]>
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
  /** What stands of files in the conversation's document. */
  readonly notes: FileNotes
}

/** Whoever does not come back for so long begins anew. */
const UPLOAD_MILLISECONDS = 14 * 24 * 60 * 60_000
/**
 * A file that no message names after so long belongs to a draft that was never sent. Whoever chose it has its bytes,
 * and brings it anew should they send it after all.
 */
const DRAFT_MILLISECONDS = 30 * 24 * 60 * 60_000

export const createFiles = (deps: FilesDeps): Files => {
  const { store, records, limits, now, notes } = deps
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

  const told: Files['told'] = async (conversationId, ids) => {
    const all = [...ids]
    for (const id of all) await records.announced(conversationId, id)
    await records.named(conversationId, all)
  }

  /** Files of one conversation. */
  const announce = async (conversationId: ConversationId, files: readonly FileRecord[]): Promise<void> => {
    const named = await notes.arrived(
      conversationId,
      files.map((file) => ({ id: file.id, file: arrivedOf(file) })),
    )
    await told(conversationId, named)
  }

  const copy = (
    ids: readonly FileId[],
    way: Parameters<Files['copy']>[1],
  ): Promise<readonly FileRecord[] | Full> =>
    oneAtATime(() => records.copy(ids, { ...way, at: now() }, limits))

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
    await announce(file.conversationId, [file])
    return accept({ received: file.size, file: publicOf(file) })
  }

  const removeUnreferenced = (): Promise<void> =>
    oneAtATime(async () => {
      for (const hash of await records.takeUnreferenced()) await store.remove(hash)
    })

  /** Drafts that were never sent: what no message names after all this time. A file that is being brought stays. */
  const removeUnnamed = async (failures: unknown[]): Promise<void> => {
    for (const [conversationId, ids] of await records.unnamed(now() - DRAFT_MILLISECONDS)) {
      try {
        const named = await notes.named(conversationId)
        await records.named(
          conversationId,
          ids.filter((id) => named.has(id)),
        )
        for (const id of ids.filter((each) => !named.has(each))) {
          await exclusively(id, async () => {
            if (await notes.takeUnnamed(conversationId, id)) await records.remove(conversationId, id)
            return accept(undefined)
          })
        }
      } catch (error) {
        // A document that cannot be read: its files stay, and those of the others are looked at all the same.
        failures.push(error)
      }
    }
    await removeUnreferenced()
    if (failures.length > 0) throw new AggregateError(failures, 'Some files could not be looked at.')
  }

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
        if (file !== undefined) {
          await announce(conversationId, [file])
          return accept({ received: file.size, file: publicOf(file) })
        }
        const at = now()
        if (size > limits.file) {
          await notes.absent(conversationId, id, { why: 'too-large', at, by })
          return refuse({
            code: 'too-large',
            message: `A file can have at most ${inWords(limits.file)}, and this one is larger.`,
          })
        }
        const begun = await records.begin({ conversationId, id, name, size, by, at }, limits)
        if (begun !== 'begun') {
          await notes.absent(conversationId, id, { why: begun, at, by })
          return refuse(full(begun, limits))
        }
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
        if (ended === 'no-room') {
          return refuse({
            code: 'no-room',
            message: 'The server has no room for files at the moment. What has come is kept.',
            received,
          })
        }
        if (received < upload.size) return accept({ received })
        return (await mayStill()) ? finish(upload) : refuse(NOT_BEGUN)
      }),

    takeBack: (conversationId, id, by) =>
      exclusively(id, async () => {
        const upload = await records.upload(conversationId, id)
        const broughtBy = upload?.by ?? (await records.file(conversationId, id))?.uploadedBy
        if (broughtBy !== undefined && broughtBy !== by) return refuse(NOT_BEGUN)
        const who = { by, isTheirs: broughtBy === by, at: now() }
        if (!(await notes.takenOff(conversationId, id, who))) return refuse(NOT_BEGUN)
        await records.remove(conversationId, id)
        if (upload !== undefined) await store.discard(id)
        await removeUnreferenced()
        return accept(undefined)
      }),

    mayNot: (conversationId, by, id) => notes.absent(conversationId, id, { why: 'no-right', at: now(), by }),

    find: records.file,
    list: records.files,
    read: (file, range) => store.read(file.hash, range),

    copy: async (ids, way) => {
      const copied = await copy(ids, way)
      if (typeof copied === 'string') return refuse(full(copied, limits))
      await announce(way.to, copied)
      return accept(copied)
    },

    take: async (ids, way) => {
      const copied = await copy(ids, way)
      if (typeof copied === 'string') return new Map(ids.map((id) => [id, copied]))
      const here = new Map(copied.map((file) => [file.id, arrivedOf(file)]))
      return new Map(ids.map((id) => [id, here.get(id) ?? 'left-behind']))
    },
    told,
    named: async (conversationId, ids) => {
      const here = await Promise.all(ids.map((id) => records.file(conversationId, id)))
      const files = here.filter((file) => file !== undefined)
      if (files.length > 0) await announce(conversationId, files)
    },
    visibleTo: async (by, files) => {
      const isOwn = ({ uploadedBy }: FileRecord): boolean => uploadedBy === by
      const unsure = files.filter((file) => !file.isNamed && !isOwn(file))
      const [first] = unsure
      if (first === undefined) return files
      // Rarely asked: once a message names a file that is noted.
      const named = await notes.named(first.conversationId)
      return files.filter((file) => file.isNamed || isOwn(file) || named.has(file.id))
    },

    conversationPurged: async (id) => {
      await records.removeConversation(id)
      await removeUnreferenced()
    },

    tidy: async () => {
      await records.removeUploadsBefore(now() - UPLOAD_MILLISECONDS)
      await removeUnreferenced()
      const failures: unknown[] = []
      const unannounced = Map.groupBy(await records.unannounced(), (file) => file.conversationId)
      for (const [conversationId, files] of unannounced) {
        // A document that cannot be read holds up no other.
        await announce(conversationId, files).catch((error: unknown) => failures.push(error))
      }
      for await (const id of store.uploads()) {
        if (!busy.has(id) && !(await records.isUpload(id))) await store.discard(id)
      }
      for await (const hash of store.contents()) {
        await oneAtATime(async () => {
          if (!(await records.isContent(hash))) await store.remove(hash)
        })
      }
      await removeUnnamed(failures)
    },
  }
}

const arrivedOf = ({ size, type, uploadedAt }: FileRecord): ArrivedFile => ({ size, type, at: uploadedAt })

const NOT_BEGUN: FileRefusal = {
  code: 'not-found',
  message: 'There is no such upload. Please begin it anew.',
}

const full = (what: Full, limits: FileLimits): FileRefusal => ({
  code: what,
  message:
    what === 'conversation-full'
      ? `The files of a conversation can have at most ${inWords(limits.conversation)}, and this would be more. Whoever runs the server can allow more.`
      : `All your files together can have at most ${inWords(limits.person)}, and this would be more. They grow less when conversations with files of yours are deleted for good; whoever runs the server can allow more.`,
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
