/** Tests of files over a real server: Ana shares a conversation with Ben, who writes, and Vera, who reads. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversationId } from '../../shared/ids.ts'
import { ApiFailure } from './banyan.ts'
import { served } from './served.ts'

export const it = served({
  agent: false,
  config: { fileLimits: { file: 3_000_000, conversation: 5_000_000, person: 12_000_000 } },
})
  /** In nobody's conversation, and an admin. */
  .extend('eve', { scope: 'file' }, ({ banyan }) => banyan.found('Eve'))
  .extend('ana', { scope: 'file' }, ({ banyan, eve }) => banyan.join(eve, 'Ana'))
  .extend('ben', { scope: 'file' }, ({ banyan, eve }) => banyan.join(eve, 'Ben'))
  .extend('vera', { scope: 'file' }, ({ banyan, eve }) => banyan.join(eve, 'Vera'))
  .extend('newShared', { scope: 'file' }, ({ ana, ben, vera }) => async (): Promise<ConversationId> => {
    const id = await ana.newConversation('Files')
    await ana.share(id, [
      { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
      { subject: { kind: 'person', id: vera.id }, level: 'view' },
    ])
    return id
  })
  .extend('conversation', { scope: 'file' }, ({ newShared }) => newShared())
  .extend('contentsOnDisk', { scope: 'file' }, ({ banyan }) => async (): Promise<string[]> => {
    const names = await readdir(join(banyan.dataDir, 'files'), { recursive: true })
    return names.filter((name) => /[0-9a-f]{64}$/.test(name))
  })

/** How the server refused it. */
export const failure = async (task: Promise<unknown>): Promise<{ status: number; code: string }> => {
  const error = await task.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiFailure)) throw new Error('It was not refused.')
  return { status: error.status, code: (error.body as { error: { code: string } }).error.code }
}
