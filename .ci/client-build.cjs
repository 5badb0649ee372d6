// The built client in dist/client, made anew when anything that it is made from has changed.
'use strict'

const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { say, runQuietly } = require('./report.cjs')
const { project, environment, binOf } = require('./toolchain.cjs')

const SOURCES = ['client', 'shared', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']
const dist = path.join(project, 'dist')
const built = path.join(dist, 'client')
const stampFile = path.join(dist, 'client.hash')

const ensureClient = (node) => {
  const isCurrent = fs.existsSync(built) && fs.existsSync(stampFile)
  if (!isCurrent || fs.readFileSync(stampFile, 'utf8') !== hashSources()) buildClient(node)
}

/** Builds beside the old client and swaps the two: a build that fails takes nothing away. */
const buildClient = (node) => {
  say('Building the client ...')
  const hash = hashSources()
  const fresh = path.join(dist, 'client.fresh')
  runQuietly(
    node,
    [binOf('vite', 'vite'), 'build', '--outDir', fresh, '--emptyOutDir'],
    { cwd: project, env: environment(node) },
    (output) => `The client could not be built.\n\n${output}`,
  )
  fs.rmSync(built, { recursive: true, force: true })
  fs.renameSync(fresh, built)
  fs.writeFileSync(stampFile, hash)
}

const hashSources = () => {
  const hash = crypto.createHash('sha256')
  for (const file of SOURCES.map((name) => path.join(project, name)).flatMap(filesIn)) {
    hash
      .update(`${path.relative(project, file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

const filesIn = (entry) => {
  if (!fs.existsSync(entry) || /\.test\.tsx?$/.test(entry)) return []
  if (!fs.statSync(entry).isDirectory()) return [entry]
  return fs
    .readdirSync(entry)
    .sort()
    .flatMap((name) => filesIn(path.join(entry, name)))
}

module.exports = { ensureClient, buildClient }
