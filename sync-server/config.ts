/** What can be configured, by environment alone. Everything has a default; nothing needs to be set. */
import { join } from 'node:path'
import type { SingleSignOnConfig } from './access/single-sign-on.ts'
import type { FileLimits } from './files/file-records.ts'

/** How many WebSockets there may be. Whoever meets a limit is told to come again. */
export interface SocketLimits {
  readonly everybody: number
  /** A tab has two, and one for each conversation that it keeps up to date. */
  readonly person: number
  /** Bots, and agents elsewhere: one for each conversation and answer. */
  readonly program: number
  /** Not known yet, or being sent away. A whole office that comes back after a restart stands behind one address. */
  readonly waitingFromAddress: number
}

export const SOCKET_LIMITS: SocketLimits = {
  everybody: 10_000,
  person: 200,
  program: 2_000,
  waitingFromAddress: 1_000,
}

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
  /** The server that e-mail goes by, and who it comes from; left out, nothing is sent. */
  readonly mail?: { readonly url: string; readonly from: string } | undefined
  /** A service that people sign in by, besides passwords; left out, there is none. Needs `publicUrl`. */
  readonly singleSignOn?: SingleSignOnConfig | undefined
  /** Fills an empty database with a demo organization. */
  readonly demo: boolean
  /** Whether this process answers runs itself. */
  readonly agent: boolean
  /** Whoever has it may read `/metrics` from anywhere; without one only this machine may. */
  readonly metricsToken?: string | undefined
  /** How much documents in memory may take before those that nobody uses are forgotten, in megabytes. */
  readonly documentMemoryMb?: number
  /** How large attached files may be, in bytes; what is left out is as in `FILE_LIMITS`. */
  readonly fileLimits?: Partial<FileLimits>
  /** How many sockets there may be; what is left out is as in `SOCKET_LIMITS`. */
  readonly socketLimits?: Partial<SocketLimits>
  /** How often one person or bot may ask the API; left out, as is good for people. Tests ask faster. */
  readonly requestsPerMinute?: number
  /** On SIGTERM: how long it goes on serving after it has said that it is not ready any more, in seconds. */
  readonly drainSeconds?: number
  /** When a conversation is written anew; left out, as is good for people. Tests have less time. */
  readonly epochs?: { readonly clientIds: number; readonly quietMilliseconds: number } | undefined
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
    mail: mailFrom(environment),
    singleSignOn: singleSignOnFrom(environment),
    metricsToken: environment.METRICS_TOKEN || undefined,
    ...numberFrom(environment, 'DOCUMENT_MEMORY_MB', (documentMemoryMb) => ({ documentMemoryMb })),
    fileLimits: {
      ...numberFrom(environment, 'MAX_FILE_MB', (mb) => ({ file: mb * 1024 * 1024 })),
      ...numberFrom(environment, 'MAX_CONVERSATION_FILES_MB', (mb) => ({ conversation: mb * 1024 * 1024 })),
      ...numberFrom(environment, 'MAX_PERSON_FILES_MB', (mb) => ({ person: mb * 1024 * 1024 })),
    },
    socketLimits: {
      ...numberFrom(environment, 'MAX_SOCKETS', (everybody) => ({ everybody })),
      ...numberFrom(environment, 'MAX_SOCKETS_PER_PERSON', (person) => ({ person })),
    },
    ...numberFrom(environment, 'DRAIN_SECONDS', (drainSeconds) => ({ drainSeconds })),
    logLevel: LOG_LEVELS.find((level) => level === environment.LOG_LEVEL) ?? 'warn',
    environment,
  }
}

const mailFrom = ({
  SMTP_URL: url,
  MAIL_FROM: from,
}: Readonly<Record<string, string | undefined>>): Config['mail'] => {
  if (!url) return undefined
  if (!from) throw new Error('MAIL_FROM must say whom e-mail comes from where SMTP_URL is set.')
  return { url, from }
}

const singleSignOnFrom = (
  environment: Readonly<Record<string, string | undefined>>,
): SingleSignOnConfig | undefined => {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME: name,
    OIDC_ALLOWED_DOMAINS: domains = '',
    PUBLIC_URL: publicUrl,
  } = environment
  if (!issuer && !clientId) return undefined
  if (!issuer || !clientId || !clientSecret) {
    throw new Error('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together.')
  }
  if (!URL.canParse(issuer))
    throw new Error('OIDC_ISSUER must be an address, like https://accounts.example.org.')
  if (!publicUrl) throw new Error('PUBLIC_URL must say where the sign-in service is to send people back to.')
  return {
    name: name || new URL(issuer).hostname,
    issuer,
    clientId,
    clientSecret,
    allowedDomains: domains.split(',').flatMap((domain) => domain.trim().toLowerCase() || []),
  }
}

/** A whole number from 0 on, where there is one. */
const numberFrom = <Part>(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  part: (value: number) => Part,
): Part | undefined => {
  const text = environment[name]?.trim()
  if (text === undefined || text === '') return undefined
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number.`)
  return part(Number(text))
}
