#!/usr/bin/env node
// What stands behind the npm scripts: makes sure of Node, the dependencies and the built client, then
// hands over to the program asked for. It runs on any Node from 14 on and depends on nothing, because it
// has to work on a fresh clone.
//
//   node .ci/runtime.cjs start|dev|build|test|agent|check|exec [arguments]
'use strict'

const path = require('path')
const { spawn, spawnSync } = require('child_process')
const { isatty } = require('tty')
const { Problem, say } = require('./report.cjs')
const { once } = require('./once.cjs')
const { project, cache, ensureNode, ensureDependencies, environment, binOf } = require('./toolchain.cjs')
const { ensureClient, buildClient } = require('./client-build.cjs')
const { findChromium } = require('./chromium.cjs')
const { findLockProblems } = require('./lock.cjs')

// Node before 24.12 warns about every TypeScript file that it runs.
const TYPESCRIPT = ['--disable-warning=ExperimentalWarning']

const main = ([name, ...args]) => {
  const command = commands[name]
  if (!command) throw new Problem(`There is no '${name}'. There are: ${Object.keys(commands).join(', ')}.`)
  const node = once(path.join(cache, 'setup.lock'), () => {
    const found = ensureNode()
    ensureDependencies(found)
    if (command.needsClient) ensureClient(found)
    return found
  })
  command.run(node, args)
}

const commands = {
  start: {
    needsClient: true,
    run: (node, args) =>
      handOver([[node, [...TYPESCRIPT, 'sync-server/main.ts', ...args]]], environment(node)),
  },

  dev: {
    needsClient: false,
    run: (node, args) =>
      handOver(
        [
          [node, [...TYPESCRIPT, '--watch', 'sync-server/main.ts', ...args]],
          [node, [binOf('vite', 'vite')]],
        ],
        environment(node),
      ),
  },

  agent: {
    needsClient: false,
    run: (node, args) =>
      handOver([[node, [...TYPESCRIPT, 'sync-server/agent/main.ts', ...args]]], environment(node)),
  },

  build: {
    needsClient: false,
    run: (node) => once(path.join(cache, 'setup.lock'), () => buildClient(node)),
  },

  test: {
    needsClient: true,
    run: (node, args) => {
      const env = environment(node)
      const chromium = findChromium(env)
      if (!chromium && env.CI === 'true') {
        throw new Problem('There is no Chromium, and CI skips no test. Install one, or name it in CHROMIUM.')
      }
      if (!chromium) {
        say('No Chromium found: the browser tests are SKIPPED. Get one with `apt-get install chromium`')
        say('(or any Chrome), or name it in CHROMIUM, and run this again.')
      }
      const browser = chromium ? { BANYAN_CHROMIUM: chromium } : { BANYAN_SKIP_BROWSER: '1' }
      const projects = chromium ? [] : ['--project', 'unit']
      handOver([[node, [binOf('vitest', 'vitest'), 'run', ...projects, ...args]]], { ...env, ...browser })
    },
  },

  // All four are run, so that one look shows all that there is to mend.
  check: {
    needsClient: false,
    run: (node) => {
      const problems = findLockProblems(project)
      problems.forEach(say)
      const tools = [
        ['types', [binOf('typescript', 'tsc'), '--noEmit']],
        ['format', [binOf('@biomejs/biome', 'biome'), 'check', '.']],
        ['lint', [binOf('oxlint', 'oxlint')]],
      ]
      const failed = tools
        .filter(([, args]) => {
          const result = spawnSync(node, args, { cwd: project, env: environment(node), stdio: 'inherit' })
          return result.status !== 0
        })
        .map(([name]) => name)
      if (problems.length > 0) failed.unshift('lock')
      if (failed.length > 0) throw new Problem(`Check failed: ${failed.join(', ')}.`)
      say('Check passed: lock, types, format, lint.')
    },
  },

  exec: {
    needsClient: false,
    run: (node, [program, ...args]) => {
      if (!program) throw new Problem('exec needs a command to run.')
      handOver([[program, args]], environment(node))
    },
  },
}

/** Runs programs until the first of them ends, passes signals on, and ends with that program's exit code. */
const handOver = (programs, env) => {
  // Windows starts the tools in node_modules/.bin through a shell only.
  const shell = (program) => process.platform === 'win32' && !path.isAbsolute(program)
  const children = programs.map(([program, args]) =>
    spawn(program, args, { cwd: project, env, stdio: 'inherit', shell: shell(program) }),
  )
  const passOn = (signal) => children.forEach((child) => child.kill(signal))

  // Ctrl-C in a terminal reaches the children by itself; a second one would look like impatience.
  process.on('SIGINT', () => isatty(0) || passOn('SIGINT'))
  process.on('SIGTERM', () => passOn('SIGTERM'))
  process.on('SIGHUP', () => passOn('SIGHUP'))
  if (process.env.npm_lifecycle_event) whenOrphaned(() => passOn('SIGTERM'))

  for (const child of children) {
    child.on('error', (error) => {
      say(`Could not run ${child.spawnfile}: ${error.message}`)
      process.exitCode = 1
    })
    child.on('exit', (code, signal) => {
      if (process.exitCode === undefined) process.exitCode = signal ? 1 : code
      passOn('SIGTERM')
    })
  }
}

/** npm passes SIGTERM on to the shell between it and us, which dies of it without a word. */
const whenOrphaned = (act) => {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
  watch.unref()
}

try {
  main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Problem)) throw error
  say(`\n${error.message}`)
  process.exitCode = 1
}
