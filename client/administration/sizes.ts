/** A size in bytes as people say it: 0 kB, 12 kB, 3.4 MB. */
export const sizeWords = (bytes: number): string => {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
