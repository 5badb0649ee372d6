/**
 * Files in a folder: `uploads/<id>` grow, `contents/<first two of the hash>/<hash>` never change. What was
 * acknowledged survives a power cut. Names of people's files never become names on the disk.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HEAD_BYTES } from '../../../shared/file-type.ts'
import { type FileId, isFileId } from '../../../shared/files.ts'
import type { AppendEnd, ContentHash, FileStore } from '../../files/file-store.ts'

const OURS = 0o600

export const createDiskFileStore = async (folder: string): Promise<FileStore> => {
  const uploads = join(folder, 'uploads')
  const contents = join(folder, 'contents')
  for (const path of [uploads, contents]) await mkdir(path, { recursive: true, mode: 0o700 })
  /** Hashes on their way; after a restart what is there is read once more. */
  const hashes = new Map<FileId, { readonly hash: Hash; length: number }>()

  const uploadPath = (id: FileId): string => {
    if (!isFileId(id)) throw new Error('This is not the id of an upload.')
    return join(uploads, id)
  }
  const contentPath = (hash: ContentHash): string => {
    if (!isContentHash(hash)) throw new Error('This is not the hash of a content.')
    return join(contents, hash.slice(0, 2), hash)
  }

  const hashOf = async (id: FileId, size: number): Promise<ContentHash> => {
    const known = hashes.get(id)
    hashes.delete(id)
    if (known?.length === size) return known.hash.digest('hex') as ContentHash
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(uploadPath(id))) hash.update(chunk as Buffer)
    return hash.digest('hex') as ContentHash
  }

  return {
    received: (id) => sizeOf(uploadPath(id)),

    append: async (id, source, most) => {
      const file = await open(uploadPath(id), 'a', OURS)
      try {
        let { size } = await file.stat()
        const before = size
        const known = hashes.get(id)
        const running =
          known?.length === size ? known : size === 0 ? { hash: createHash('sha256'), length: 0 } : undefined
        let ended: AppendEnd = 'whole'
        const chunks = source[Symbol.asyncIterator]()
        for (;;) {
          const next = await nextOf(chunks)
          if (next === 'cut') ended = 'cut'
          if (next === 'cut' || next === 'done') break
          const fitting = next.subarray(0, most - (size - before))
          if (!(await hasRoomFor(file, fitting))) {
            ended = 'no-room'
            await chunks.return?.()
            // A part of it may have found room. It is read once more when the rest is here.
            hashes.delete(id)
            if (size > before) await file.datasync()
            return { received: (await file.stat()).size, ended }
          }
          size += fitting.length
          if (running !== undefined) {
            running.hash.update(fitting)
            running.length = size
          }
          if (fitting.length === next.length) continue
          ended = 'too-long'
          await chunks.return?.()
          break
        }
        await file.datasync()
        if (running === undefined) hashes.delete(id)
        else hashes.set(id, running)
        return { received: size, ended }
      } finally {
        await file.close()
      }
    },

    seal: async (id) => {
      const path = uploadPath(id)
      const size = await sizeOf(path)
      // An empty file never had a byte to make it.
      if (size === 0) await (await open(path, 'a', OURS)).close()
      const hash = await hashOf(id, size)
      const head = await headOf(path)
      const target = contentPath(hash)
      await mkdir(join(contents, hash.slice(0, 2)), { recursive: true, mode: 0o700 })
      await rename(path, target)
      await syncFolder(join(contents, hash.slice(0, 2)))
      return { hash, size, head }
    },

    discard: async (id) => {
      hashes.delete(id)
      await rm(uploadPath(id), { force: true })
    },

    read: async (hash, range) => {
      const file = await openIfThere(contentPath(hash))
      return file?.createReadStream(range === undefined ? {} : { start: range.from, end: range.to })
    },

    remove: (hash) => rm(contentPath(hash), { force: true }),

    contents: async function* () {
      for (const part of await readdir(contents)) {
        for (const name of await readdir(join(contents, part))) if (isContentHash(name)) yield name
      }
    },
    uploads: async function* () {
      for (const name of await readdir(uploads)) if (isFileId(name)) yield name
    },
  }
}

const isContentHash = (name: string): name is ContentHash => /^[0-9a-f]{64}$/.test(name)

/** A source that breaks off is its sender's affair; what it has said counts. */
const nextOf = async (chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | 'done' | 'cut'> => {
  try {
    const next = await chunks.next()
    return next.done === true ? 'done' : next.value
  } catch {
    return 'cut'
  }
}

/** Writes all of it, but where the disk is full. */
const hasRoomFor = async (file: FileHandle, bytes: Uint8Array): Promise<boolean> => {
  let written = 0
  try {
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
    return true
  } catch (error) {
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) return false
    throw error
  }
}

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT')

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

const openIfThere = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const headOf = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** A new name is on the disk only once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
