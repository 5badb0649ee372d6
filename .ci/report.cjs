// What the scripts here say to a person, and how they run another program. Everything said goes to
// stderr, so that a test report on stdout stays clean.
'use strict'

const { spawnSync } = require('child_process')

/** Something a person can put right: its message is shown as it is, without a stack. */
class Problem extends Error {}

const say = (message) => process.stderr.write(`${message}\n`)

/** Runs a program to its end with its output kept back; where it fails, `explain` says so, given what it printed. */
const runQuietly = (command, args, options, explain) => {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options })
  if (result.status === 0) return result.stdout
  const output = [result.error && result.error.message, result.stdout, result.stderr]
    .filter(Boolean)
    .join('\n')
  throw new Problem(explain(output.trim()))
}

module.exports = { Problem, say, runQuietly }
