/**
 * What an address counts as where somebody is counted by it. Whoever has one IPv6 address has the 2^64 beside it, too:
 * all of them are one. Addresses that cannot be read, as proxies may send them, count as they are.
 */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i
const GROUPS = 8
const GROUPS_OF_NETWORK = 4

export const networkOf = (address: string): string => {
  const mapped = MAPPED.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  // URLs know one way of writing an address; a zone is no part of it.
  const hostname = URL.parse(`http://[${address.replace(/^\[|(\]|%).*$/g, '')}]`)?.hostname
  if (hostname === undefined) return address
  const [head = '', tail = ''] = hostname.slice(1, -1).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, GROUPS_OF_NETWORK).join(':')}::/64`
}
