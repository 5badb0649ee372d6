import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { createDiskFileStore } from '../sync-server/storage/disk/file-store.ts'
import { fileStoreContract } from './contracts/file-store.ts'

describe('files in a folder', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })
  fileStoreContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'banyan-files-'))
    folders.push(folder)
    const reopen = () => createDiskFileStore(folder)
    return { store: await reopen(), reopen }
  })
})
