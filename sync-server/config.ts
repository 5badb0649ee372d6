/** What can be configured, by environment alone. Everything has a default; nothing needs to be set. */
import { join } from 'node:path'

export interface Config {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Where the database and attached files are kept. */
  readonly dataDir: string
  /** Where the built client lies; `undefined` serves the API alone. */
  readonly clientDir: string | undefined
  /** The address that people use, where it differs from `http://host:port`: behind a proxy. */
  readonly publicUrl: string | undefined
  /** Further names that it answers to, besides those that are local by nature. */
  readonly allowedHosts?: readonly string[]
  /** Fills an empty database with a demo organization. */
  readonly demo: boolean
  /** Whether this process answers runs itself. */
  readonly agent: boolean
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** The environment, for model providers' keys and addresses. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

export const configFromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  root: string,
): Config => {
  const port = Number(environment.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error('PORT must be a number from 0 to 65535.')
  return {
    host: environment.HOST ?? '127.0.0.1',
    port,
    dataDir: environment.DATA_DIR ?? join(root, 'data'),
    clientDir: environment.CLIENT_DIR ?? join(root, 'dist', 'client'),
    publicUrl: environment.PUBLIC_URL,
    allowedHosts: (environment.ALLOWED_HOSTS ?? '').split(',').flatMap((host) => host.trim() || []),
    demo: argv.includes('--demo') || environment.DEMO === '1',
    agent: environment.AGENT !== 'off',
    logLevel: LOG_LEVELS.find((level) => level === environment.LOG_LEVEL) ?? 'warn',
    environment,
  }
}
