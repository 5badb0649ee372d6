/** Several files as one zip, made while it is given out: nothing is held in memory or on the disk for it. */
import { makeZip, predictLength } from 'client-zip'
import type { FileRecord } from '../files/file-records.ts'

export interface FileArchive {
  /** Bytes in all, known before. */
  readonly length: number
  /** No file is opened before somebody reads, and the open one is closed with whoever stops. */
  readonly bytes: AsyncIterable<Uint8Array>
}

type Read = (file: FileRecord) => Promise<AsyncIterable<Uint8Array>>

/** `read` throws where a file cannot be had any more: then the archive ends in the middle, and is none. */
export const archiveOf = (files: readonly FileRecord[], read: Read): FileArchive => {
  const names = distinctNames(files.map(({ name }) => name))
  const entries = files.map((file, index) => ({
    file,
    about: { name: names[index] ?? file.id, size: file.size, lastModified: new Date(file.uploadedAt) },
  }))
  const length = Number(predictLength(entries.map(({ about }) => about)))
  return { length, bytes: zipOf(entries, read) }
}

interface Entry {
  readonly file: FileRecord
  readonly about: { readonly name: string; readonly size: number; readonly lastModified: Date }
}

/** Where its reader goes away, client-zip leaves the file that it is at open: it is closed here. */
async function* zipOf(entries: readonly Entry[], read: Read): AsyncGenerator<Uint8Array> {
  let opened: AsyncIterator<Uint8Array> | undefined
  async function* inputs() {
    for (const { file, about } of entries) {
      const content = (await read(file))[Symbol.asyncIterator]()
      opened = content
      yield { ...about, input: { [Symbol.asyncIterator]: () => content } }
    }
  }
  const zip = makeZip(inputs()).getReader()
  try {
    for (let next = await zip.read(); !next.done; next = await zip.read()) yield next.value
  } finally {
    await opened?.return?.()
  }
}

/** In a folder no two files have one name, whichever letters are large: the later ones are numbered. */
export const distinctNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    const dot = name.lastIndexOf('.')
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
    let distinct = name
    for (let number = 2; taken.has(distinct.toLowerCase()); number++)
      distinct = `${stem} (${number})${ending}`
    taken.add(distinct.toLowerCase())
    return distinct
  })
}
