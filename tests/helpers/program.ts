/** A program of ours in a process of its own, as one would start it. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

export interface Program {
  /** Everything it has printed. */
  readonly output: () => string
  readonly signal: (signal: 'SIGTERM' | 'SIGKILL') => void
  /** Its exit code; `null` where a signal ended it. */
  readonly ended: Promise<number | null>
}

/** `file` from the project's own folder. The environment is what is given and nothing else. */
export const startProgram = (file: string, environment: Record<string, string>): Program => {
  const child = spawn(process.execPath, [resolve(ROOT, file)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const take = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  return {
    output: () => output,
    signal: (signal) => child.kill(signal),
    ended: new Promise((done) => child.on('exit', done)),
  }
}
