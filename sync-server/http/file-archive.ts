/** Several files as one zip, made while it is given out: nothing is held in memory or on the disk for it. */
import { makeZip, predictLength } from 'client-zip'
import type { FileRecord } from '../files/file-records.ts'

export interface FileArchive {
  /** Bytes in all, known before. */
  readonly length: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** `read` throws where a file cannot be had any more: then the archive ends in the middle, and is none. */
export const archiveOf = (
  files: readonly FileRecord[],
  read: (file: FileRecord) => Promise<AsyncIterable<Uint8Array>>,
): FileArchive => {
  const names = distinctNames(files.map(({ name }) => name))
  const entries = files.map((file, index) => ({
    file,
    about: { name: names[index] ?? file.id, size: file.size, lastModified: new Date(file.uploadedAt) },
  }))
  const length = Number(predictLength(entries.map(({ about }) => about)))
  async function* inputs() {
    for (const { file, about } of entries) yield { ...about, input: await read(file) }
  }
  return { length, bytes: makeZip(inputs()) }
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
