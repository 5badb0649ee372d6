/** The files of this account that are on their way, for components. */
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { FileId } from '../../shared/files.ts'
import type { BranchId, ConversationId } from '../../shared/ids.ts'
import type { Account } from '../sync/account.ts'
import { useAccount, useStore } from '../sync/hooks.tsx'
import { newId } from '../sync/new-id.ts'
import { createUploads, type Upload, type Uploads } from './uploads.ts'

/** One for each account, for as long as the page lives. */
const known = new WeakMap<Account, Uploads>()

const uploadsOf = (account: Account): Uploads => {
  const made = known.get(account) ?? createUploads(depsOf(account))
  known.set(account, made)
  return made
}

const depsOf = ({ me, connection }: Account): Parameters<typeof createUploads>[0] => {
  const channel = new BroadcastChannel(`banyan:${me.id}:files`)
  return {
    me: me.id,
    connection,
    fetch: (path, init) => fetch(path, init),
    now: () => performance.now(),
    newSecret: newId,
    after: (milliseconds, task) => {
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
    tabs: {
      post: () => channel.postMessage('changed'),
      onChanged: (listener) => {
        channel.addEventListener('message', listener)
        return () => channel.removeEventListener('message', listener)
      },
    },
    alone: async (name, task) => {
      // Only pages that came by https have locks; elsewhere two tabs may bring the same piece, which does no harm.
      if (!('locks' in navigator)) return task()
      await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock !== null) await task()
      })
    },
  }
}

export const useUploads = (): Uploads => uploadsOf(useAccount())

/** Goes on with what waits from earlier, wherever one is, and forgets pictures of what one has lost. */
export const useFilesOfAccount = (): void => {
  const uploads = useUploads()
  const { entries, directory } = useAccount()
  useEffect(() => {
    const forget = (): void => {
      if (directory.state.get().kind !== 'saved') return
      uploads.forgetOthers(new Set(entries.get().conversations.map(({ id }) => id)))
    }
    return entries.subscribe(forget)
  }, [uploads, entries, directory])
}

/** What was chosen for the next message of a branch. */
export const useDraftFiles = (id: ConversationId, branchId: BranchId): readonly Upload[] => {
  const all = useStore(useUploads().all)
  return useMemo(
    () => all.filter(({ file }) => file.conversationId === id && file.draft === branchId),
    [all, id, branchId],
  )
}

/** Whether files were chosen on this device for a branch that may not be there yet. */
export const useHasDraftFiles = (id: ConversationId, branchId: BranchId | undefined): boolean => {
  const { all } = useUploads()
  return useSyncExternalStore(all.subscribe, () =>
    all
      .get()
      .some(({ file }) => branchId !== undefined && file.conversationId === id && file.draft === branchId),
  )
}

/** A file that was chosen on this device; `undefined` for everybody else's. */
export const useUpload = (id: FileId): Upload | undefined => {
  const { all } = useUploads()
  const find = useCallback(() => all.get().find(({ file }) => file.id === id), [all, id])
  return useSyncExternalStore(all.subscribe, find)
}
