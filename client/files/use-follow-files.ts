/** Lets go of the bytes of one's sent files once the conversation has them, and brings what it lacks. */
import { useEffect } from 'react'
import { conversationRoots, readAbsence, readFile, type Tree } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId } from '../../shared/ids.ts'
import type { ConversationModel } from '../sync/conversation-model.ts'
import { useUploads } from './use-uploads.ts'

export const useFollowFiles = (id: ConversationId, { doc, tree }: ConversationModel): void => {
  const uploads = useUploads()
  useEffect(() => {
    const roots = conversationRoots(doc)
    const follow = (): void => {
      const isMine = uploads.all
        .get()
        .some(({ file }) => file.conversationId === id && file.draft === undefined)
      if (!isMine) return
      const accepted = acceptedFiles(tree.get())
      uploads.follow(id, {
        isAccepted: (file) => accepted.has(file),
        isHere: (file) => readFile(roots, file) !== undefined,
        absence: (file) => readAbsence(roots, file)?.why,
      })
    }
    roots.files.observe(follow)
    const stops = [tree.subscribe(follow), uploads.all.subscribe(follow), () => roots.files.unobserve(follow)]
    follow()
    return () => {
      for (const stop of stops) stop()
    }
  }, [uploads, id, doc, tree])
}

/** Named by messages that the server has. */
const acceptedFiles = ({ messages, order }: Tree): ReadonlySet<FileId> => {
  const accepted = new Set<FileId>()
  for (const message of messages.values()) {
    if (!order.has(message.id)) continue
    for (const { id } of message.attachments) accepted.add(id)
  }
  return accepted
}
