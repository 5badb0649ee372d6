/** Files in words. Pure. */
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
