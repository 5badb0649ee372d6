/**
 * The few small things that this device keeps outside the local database: who was signed in, so that the app opens
 * off line, and how the page was arranged. All of it goes at sign-out. Where storage is switched off, nothing is kept.
 */
import { type Me, meSchema } from '../../shared/api.ts'

const PREFIX = 'banyan.'
const ME = `${PREFIX}me`
const SIDEBAR = `${PREFIX}sidebar`

export interface Device {
  readonly me: () => Me | undefined
  readonly rememberMe: (me: Me) => void
  readonly forgetMe: () => void
  readonly sidebarOpen: () => boolean
  readonly rememberSidebar: (open: boolean) => void
  /** Removes everything that this app has put here. */
  readonly clear: () => void
}

export const createDevice = (storage: Storage | undefined): Device => {
  const read = (key: string): string | undefined => storage?.getItem(key) ?? undefined
  const write = (key: string, value: string): void => {
    try {
      storage?.setItem(key, value)
    } catch {
      // Full: it is only a memory, and the page goes on without.
    }
  }
  return {
    me: () => {
      const text = read(ME)
      return text === undefined ? undefined : meSchema.safeParse(parseJson(text)).data
    },
    rememberMe: (me) => write(ME, JSON.stringify(me)),
    forgetMe: () => storage?.removeItem(ME),
    sidebarOpen: () => read(SIDEBAR) !== 'closed',
    rememberSidebar: (open) => write(SIDEBAR, open ? 'open' : 'closed'),
    clear: () => {
      if (storage === undefined) return
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
      for (const key of keys) if (key?.startsWith(PREFIX) === true) storage.removeItem(key)
    },
  }
}

/** Asking for the storage throws where the browser's settings forbid it. */
export const storageOfPage = (): Storage | undefined => {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
