/** The scripts that the client writes into frames of an origin of their own, as a policy names them. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Sources for `script-src`, each of which lets in this one script and nothing else. */
export const frameScripts = (clientDir: string | undefined): readonly string[] => {
  const assets = join(clientDir ?? '', 'assets')
  if (clientDir === undefined || !existsSync(assets)) return []
  return readdirSync(assets)
    .filter((name) => /^diagram-renderer-[^.]*\.js$/.test(name))
    .map((name) => {
      const hash = createHash('sha256').update(readFileSync(join(assets, name)))
      return `'sha256-${hash.digest('base64')}'`
    })
}
