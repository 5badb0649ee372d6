/** Files in words. Pure. */
import type { LeftBehind } from '../../shared/api.ts'
import { type FileAbsence, isPdf, isPicture, isText } from '../../shared/files.ts'
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

/** What kind of file it is, in a word that people use; '' where that says no more than its name does. */
export const kindInWords = (type: string): string => {
  if (isPicture(type)) return 'Picture'
  if (isPdf(type)) return 'PDF'
  if (isText(type)) return 'Text'
  if (type.startsWith('audio/')) return 'Sound'
  if (type.startsWith('video/')) return 'Video'
  return /zip|compressed/.test(type) ? 'Archive' : ''
}

/** How far one's own file is; `undefined` where there is nothing to say. */
export const uploadWords = (
  state: UploadState,
  size: number,
  isOnline: boolean,
  isKept: boolean,
): string | undefined => {
  const words = stateWords(state, size, isOnline)
  const isDone = state.kind === 'arrived' || state.kind === 'refused'
  return isKept || isDone || words === undefined
    ? words
    : `${words}. This device has no room to keep it: please leave the page open`
}

const stateWords = (state: UploadState, size: number, isOnline: boolean): string | undefined => {
  switch (state.kind) {
    case 'waiting':
      if (!isOnline) return 'Waits for the network'
      return state.why === undefined ? 'Waiting to upload' : `${state.why} It is tried again`
    case 'uploading':
      return `Uploading, ${percent(state.received, size)} %`
    case 'refused':
      return state.message
    case 'arrived':
      return undefined
  }
}

/** Why a file that a message names does not come. `name`: of who was to bring it; `undefined` where that is oneself. */
export const absenceWords = (why: FileAbsence, name: string | undefined): string => {
  switch (why) {
    case 'too-large':
      return 'It did not come: it is larger than this server takes.'
    case 'conversation-full':
      return 'It did not come: the files of this conversation have no more room.'
    case 'person-full':
      return `It did not come: ${name === undefined ? 'your files have' : `the files of ${name} have`} no more room.`
    case 'no-right':
      return `It did not come: ${name ?? 'you'} may not add files here any more.`
    case 'taken-off':
      return `${name ?? 'You'} took this file off.`
    case 'left-behind':
      return 'It had not arrived when this conversation was continued from another.'
  }
}

export const percent = (received: number, size: number): number =>
  size === 0 ? 100 : Math.min(100, Math.floor((received / size) * 100))

/** Names of files in a sentence. */
export const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')

/** What was chosen and could not be taken. */
export const unreadableWords = (names: readonly string[]): string =>
  `${listed(names)} could not be read. Of folders, please choose the files in them, or a zip.`

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

/** What a text is probably written in, as the colours of code know it; '' where the name says nothing. */
export const languageOf = (name: string): string => {
  const ending = /\.([A-Za-z0-9+#]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return LANGUAGES[ending] ?? ending
}

/** Endings that are not what the language is called. */
const LANGUAGES: Readonly<Record<string, string>> = {
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  txt: '',
  log: '',
  csv: '',
  svg: 'xml',
}
