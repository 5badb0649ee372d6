/** The state of one's work in words. Pure. */
import type { SyncState } from '../sync/sync-state.ts'

export interface SyncWords {
  readonly short: string
  /** A whole sentence. */
  readonly long: string
  /** Whether it stands on the page by itself, or only for whoever looks for it. */
  readonly tone: 'quiet' | 'notable' | 'warning'
}

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`)
const waits = (count: number): string => `${changes(count)} ${count === 1 ? 'waits' : 'wait'}`

export const syncWords = (
  state: SyncState,
  what: 'conversation' | 'side talk' = 'conversation',
): SyncWords => {
  switch (state.kind) {
    case 'loading':
      return { short: 'Opening', long: 'Opening the copy on this device.', tone: 'quiet' }
    case 'saved':
      return { short: 'Saved', long: 'Everything is saved on the server.', tone: 'quiet' }
    case 'syncing':
      return {
        short: 'Syncing',
        long:
          state.waiting === 0
            ? 'Exchanging changes with the server.'
            : `Sending ${changes(state.waiting)} to the server.`,
        tone: 'quiet',
      }
    case 'offline':
      return {
        short: 'Offline',
        long: 'You’re offline. You can go on reading and writing.',
        tone: 'notable',
      }
    case 'saved-here':
      return {
        short: 'Saved here',
        long: `Saved on this device. Will sync when you’re back on line. ${waits(state.waiting)}.`,
        tone: 'notable',
      }
    case 'unsaved':
      return {
        short: 'Not saved',
        long: `This browser keeps nothing, so ${waits(state.waiting)} in this page only. Keep it open until you’re back on line.`,
        tone: 'warning',
      }
    case 'unreadable':
      return {
        short: 'Kept here',
        long: `The server cannot read this ${what} at the moment. Nothing is lost: your copy is kept on this device, and you can go on reading and writing. ${state.waiting === 0 ? 'It is tried again every minute' : `It is tried again every minute, and ${waits(state.waiting)}`}.`,
        tone: 'warning',
      }
    case 'healing':
      return {
        short: 'Fetching anew',
        long: `Your edits were not accepted. They are kept on your shelf while the ${what} is fetched anew.`,
        tone: 'notable',
      }
    case 'ended':
      return {
        short: state.reason === 'signed-out' ? 'Signed out' : 'No access',
        long:
          state.reason === 'signed-out'
            ? 'You’re signed out. What is on this device stays; sign in again to sync it.'
            : `You no longer have access to this ${what}.`,
        tone: 'warning',
      }
  }
}
