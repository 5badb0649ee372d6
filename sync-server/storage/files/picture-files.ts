/** Pictures as files of one folder, named after their content, so that nothing is written twice or over another. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PICTURE_NAME, type PictureStore } from '../../access/picture-store.ts'

export const createPictureFiles = (folder: string): PictureStore => ({
  put: async (bytes, type) => {
    const extension = type === 'image/webp' ? 'webp' : 'png'
    const name = `${createHash('sha256').update(bytes).digest('hex')}.${extension}`
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Written whole under another name first: nobody reads half of it.
    const draft = join(folder, `${name}.${randomBytes(6).toString('hex')}`)
    await writeFile(draft, bytes, { mode: 0o600 })
    await rename(draft, join(folder, name))
    return name
  },

  read: async (name) => {
    if (!PICTURE_NAME.test(name)) return undefined
    try {
      const bytes = await readFile(join(folder, name))
      return { bytes, type: name.endsWith('.webp') ? 'image/webp' : 'image/png' }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  },

  remove: async (name) => {
    if (PICTURE_NAME.test(name)) await rm(join(folder, name), { force: true })
  },
})
