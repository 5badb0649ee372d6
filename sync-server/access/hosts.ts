/**
 * Which names this server answers to. A page of a stranger can point its own name at this machine (DNS rebinding):
 * for the browser that page then is of the same origin, and only the `Host` header still tells whose name it is.
 * Names that nobody can own on the internet are safe without being asked for; all others are configured.
 */
export type IsOwnHost = (host: string | undefined) => boolean

/** Reserved for local use: RFC 6761, 6762, 8375, and ICANN's `internal`; `lan` is no domain of the internet either. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa|lan|test)$/
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/

export const createHostCheck = (names: {
  readonly publicUrl: string | undefined
  readonly allowedHosts?: readonly string[] | undefined
  /** What this machine calls itself. */
  readonly machine?: string | undefined
}): IsOwnHost => {
  const { publicUrl, allowedHosts = [], machine } = names
  const own = new Set(
    [...allowedHosts, machine, publicUrl === undefined ? undefined : new URL(publicUrl).host].flatMap(
      (name) => (name === undefined ? [] : (hostName(name) ?? [])),
    ),
  )
  return (host) => {
    // Every browser says it; programs of the last century do not.
    if (host === undefined || host === '') return true
    const name = hostName(host)
    if (name === undefined) return false
    const isAddress = name.startsWith('[') || IPV4.test(name)
    return isAddress || !name.includes('.') || LOCAL_NAME.test(name) || own.has(name)
  }
}

/** A host without its port, as browsers write it; `undefined` for what is none. */
const hostName = (host: string): string | undefined => {
  if (/[/?#@\\]/.test(host)) return undefined
  const name = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '')
  return name === '' ? undefined : name
}
