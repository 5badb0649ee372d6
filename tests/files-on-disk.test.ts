/** What lies on the server's disk: each content once, under no name of anybody's, for as long as somebody has it. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { uploadPath } from '../shared/file-api.ts'
import { until } from './helpers/banyan.ts'
import { attach, attachSent, begin, bring, have, newFile, pngOf, sendNaming } from './helpers/files.ts'
import { failure, it } from './helpers/files-world.ts'

it('[FILE-7] the same content is kept once, for as long as any file has it', async ({
  ben,
  newShared,
  contentsOnDisk,
}) => {
  const [one, two] = [await newShared(), await newShared()]
  const before = (await contentsOnDisk()).length
  const bytes = pngOf(1000)
  const first = await attach(ben, one, 'a.png', bytes)
  const second = await attach(ben, two, 'b.png', bytes)
  expect(await contentsOnDisk()).toHaveLength(before + 1)
  await ben.call('DELETE', uploadPath(one, first.id))
  expect((await have(ben, two, second.id)).status).toBe(200)
  await ben.call('DELETE', uploadPath(two, second.id))
  expect(await contentsOnDisk()).toHaveLength(before)
})

it('[FILE-7] files of a deleted conversation are nobody’s at once, and gone once it is purged', async ({
  banyan,
  ana,
  ben,
  newShared,
  contentsOnDisk,
}) => {
  const id = await newShared()
  const before = await contentsOnDisk()
  const file = await attach(ben, id, 'gone.png', pngOf(1000))
  const half = newFile(ben, id, 'half.png', pngOf(1000))
  await begin(ben, id, half)
  await bring(ben, id, half, 0, 100)
  await ana.call('DELETE', `/api/conversations/${id}`)
  expect((await have(ana, id, file.id)).status).toBe(404)
  expect(await contentsOnDisk()).toHaveLength(before.length + 1)
  await ana.call('DELETE', `/api/deleted/${id}`)
  await until('its content is gone', async () => (await contentsOnDisk()).length === before.length)
  // What was half there goes when it is tidied up, as at every start.
  await banyan.restart()
  await until('its upload is gone', async () => {
    const uploads = await readdir(join(banyan.dataDir, 'files', 'uploads'))
    return !uploads.includes(half.id)
  })
})

it('[FILE-7] what nobody knows of is tidied up, and what somebody has is not', async ({
  banyan,
  ana,
  ben,
  newShared,
}) => {
  const id = await newShared()
  const file = await attachSent(ben, id, 'stays.png', pngOf(50))
  const stray = join(banyan.dataDir, 'files', 'contents', '00')
  await mkdir(stray, { recursive: true })
  await writeFile(join(stray, '0'.repeat(64)), 'left by a sudden end')
  await banyan.restart()
  await until('it is gone', async () => !(await readdir(stray)).includes('0'.repeat(64)))
  expect((await have(ana, id, file.id)).status).toBe(200)
})

it('[FILE-5] names of files are never names on the disk', async ({
  banyan,
  ben,
  conversation,
  contentsOnDisk,
}) => {
  await attach(ben, conversation, 'find-me-by-name.txt', 'words that nobody else has')
  const names = await readdir(banyan.dataDir, { recursive: true })
  expect(names.filter((name) => name.includes('find-me'))).toEqual([])
  const [content] = (await contentsOnDisk()).slice(-1)
  expect((await readFile(join(banyan.dataDir, 'files', content ?? ''))).length).toBeGreaterThanOrEqual(0)
})

it('[FILE-15] on a full disk what has come is kept, and the rest comes once there is room', async ({
  banyan,
  ana,
  ben,
  newShared,
}) => {
  const id = await newShared()
  const file = newFile(ben, id, 'plan.txt', 'Plant trees.')
  await begin(ben, id, file)
  // A real device without room, in the place where the upload grows.
  const upload = join(banyan.dataDir, 'files', 'uploads', file.id)
  await symlink('/dev/full', upload)
  expect(await failure(bring(ben, id, file))).toEqual({ status: 507, code: 'no-room' })
  await rm(upload)
  await bring(ben, id, file, (await begin(ben, id, file)).received)
  await sendNaming(ben, id, file)
  expect(await (await have(ana, id, file.id)).text()).toBe('Plant trees.')
})
