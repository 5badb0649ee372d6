/** Files of work that was not accepted, taken along into a conversation of one's own: from this device, else from there. */
import type { Attachment } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import type { ShelvedFile } from '../sync/shelf.ts'
import { useUploads } from './use-uploads.ts'

export interface CarriedFiles {
  /** What each is called there. */
  readonly carried: ReadonlyMap<FileId, Attachment>
  /** Those that could not come along, and why, in a sentence. */
  readonly leftBehind: { readonly names: readonly string[]; readonly why: string } | undefined
}

export const useCarryFiles = () => {
  const api = useApi()
  const uploads = useUploads()
  return async (
    from: ConversationId,
    to: ConversationId,
    files: readonly ShelvedFile[],
  ): Promise<CarriedFiles> => {
    const attachments = files.map(({ attachment }) => attachment)
    const carried = new Map(await uploads.carry(attachments, to))
    const others = attachments.filter(({ id }) => !carried.has(id))
    if (others.length === 0) return { carried, leftBehind: undefined }
    const copied = await api.copyFiles(
      to,
      from,
      others.map(({ id }) => id),
    )
    const there = new Set(copied.ok ? copied.value.files.map(({ id }) => id) : [])
    for (const file of others) if (there.has(file.id)) carried.set(file.id, file)
    const names = others.filter(({ id }) => !carried.has(id)).map(({ name }) => name)
    if (names.length === 0) return { carried, leftBehind: undefined }
    return { carried, leftBehind: { names, why: whyNot(copied) } }
  }
}

const whyNot = (copied: Awaited<ReturnType<ReturnType<typeof useApi>['copyFiles']>>): string => {
  if (copied.ok) return 'Not all of it had arrived on the server.'
  return copied.error.code === 'not-found'
    ? 'The conversation that has it is not open to you any more, and this device has no copy.'
    : copied.error.message
}
