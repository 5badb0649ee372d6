/** Files in words. Pure. */
import type { LeftBehind } from '../../shared/api.ts'
import type { FileAbsence } from '../../shared/files.ts'
import type { UploadState } from './uploads.ts'

export const sizeInWords = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = ''
  while (value >= 999.5 && units.length > 0) {
    value /= 1000
    unit = units.shift() ?? unit
  }
  return `${value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`
}

/** How far one's own file is; `undefined` where there is nothing to say. */
export const uploadWords = (state: UploadState, size: number, isOnline: boolean): string | undefined => {
  switch (state.kind) {
    case 'waiting':
      return isOnline ? 'Waiting to upload' : 'Waits for the network'
    case 'uploading':
      return `Uploading, ${percent(state.received, size)} %`
    case 'refused':
      return state.message
    case 'arrived':
      return undefined
  }
}

export const percent = (received: number, size: number): number =>
  size === 0 ? 100 : Math.min(100, Math.floor((received / size) * 100))

/** Names of files in a sentence. */
export const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')

/** Which files did not come along into a fork, a sentence for each reason. */
export const leftBehindWords = (files: readonly LeftBehind[]): readonly string[] => {
  const reasons = [...new Set(files.map(({ why }) => why))]
  return reasons.map((reason) => {
    const names = files.filter(({ why }) => why === reason).map(({ name }) => name)
    return `${listed(names)} stayed behind: ${reasonWords(reason, names.length > 1)}.`
  })
}

const reasonWords = (why: FileAbsence, many: boolean): string => {
  switch (why) {
    case 'conversation-full':
      return 'a conversation has no room for so much'
    case 'person-full':
      return 'your files have no room for so much'
    default:
      return `${many ? 'they have' : 'it has'} not arrived there yet`
  }
}
