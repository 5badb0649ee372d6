/**
 * What operators see at `/metrics`. While the server works it only adds to plain numbers; they become metrics when
 * somebody asks. Labels are kinds, codes, routes and outcomes of our own: never an id, a name or a text.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { RoomMeter } from '../rooms/room-meter.ts'
import type { RoomFigures } from '../rooms/rooms.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import { createSocketMeter, type SocketMeter } from './socket-meter.ts'

/** What is true at the moment; asked once for each scrape. */
export interface MetricsSources {
  readonly rooms: () => RoomFigures
  readonly sockets: () => SocketFigures
  readonly runs: () => { readonly queued: number; readonly running: number }
  readonly isStoreHealthy: () => boolean
  readonly isReady: () => Promise<boolean>
}

export interface SocketFigures {
  readonly open: number
  /** Nobody knows yet whose they are, or they are being sent away. */
  readonly waiting: number
  /** Reading is held up: they send too much. */
  readonly paused: number
  readonly bufferedBytes: number
}

export interface Metrics {
  readonly rooms: RoomMeter
  readonly sockets: SocketMeter
  readonly answered: (method: string, route: string, status: number) => void
  /** The same store, its commits measured; `onSlow` is told of those that took longer than `SLOW_COMMIT_SECONDS`. */
  readonly measured: (
    store: DocumentStore,
    onSlow: (seconds: number, updates: number) => void,
  ) => DocumentStore
  /** In Prometheus' text format. */
  readonly expose: () => Promise<{ readonly contentType: string; readonly text: string }>
}

export const SLOW_COMMIT_SECONDS = 0.5

/** From a fifth of a millisecond, a commit on a good disk, to where somebody has to look. */
const COMMIT_BUCKETS = [0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
/** The time of arrival is kept in whole milliseconds. */
const FAN_OUT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
/** Whatever else a caller makes up counts as one. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

export const createMetrics = (deps: {
  readonly sources: MetricsSources
  /** Milliseconds since 1970, the clock of the rooms. */
  readonly now: () => number
  /** Milliseconds, only ever growing. */
  readonly elapsed: () => number
}): Metrics => {
  const { sources, now, elapsed } = deps
  const registry = new Registry()
  const counts = createCounts()
  describe(registry, counts, sources)

  const commits = new Histogram({
    name: 'banyan_commit_seconds',
    help: 'Time of one commit to the store, for however many updates.',
    buckets: COMMIT_BUCKETS,
    registers: [registry],
  })
  const fanOut = new Histogram({
    name: 'banyan_fan_out_seconds',
    help: 'Time from accepting an update, the oldest of its batch, to handing it to all sockets of its room.',
    buckets: FAN_OUT_BUCKETS,
    registers: [registry],
  })
  const requests = new Counter({
    name: 'banyan_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  let isWatchingProcess = false

  return {
    rooms: {
      received: (kind) => add(counts.frames, kind),
      wrote: (outcome) => add(counts.writes, outcome),
      refused: (code) => add(counts.refusals, code),
      delivered: (updates, readers, acceptedAt) => {
        counts.deliveries += readers
        counts.broadcasts++
        counts.broadcastUpdates += updates
        fanOut.observe(Math.max(0, now() - acceptedAt) / 1000)
      },
    },
    sockets: counts.sockets,
    answered: (method, route, status) =>
      requests.inc({ method: METHODS.has(method) ? method : 'other', route, status: String(status) }),
    measured: (store, onSlow) => ({
      ...store,
      append: async (entries) => {
        const begun = elapsed()
        await store.append(entries)
        const seconds = (elapsed() - begun) / 1000
        commits.observe(seconds)
        counts.updatesStored += entries.length
        if (seconds > SLOW_COMMIT_SECONDS) onSlow(seconds, entries.length)
      },
    }),
    expose: async () => {
      // Watching the event loop and the collector costs a little all the time: only where somebody looks.
      if (!isWatchingProcess) collectDefaultMetrics({ register: registry })
      isWatchingProcess = true
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

interface Counts {
  readonly frames: Map<string, number>
  readonly writes: Map<string, number>
  readonly refusals: Map<string, number>
  readonly sockets: SocketMeter
  deliveries: number
  broadcasts: number
  broadcastUpdates: number
  updatesStored: number
}

const createCounts = (): Counts => ({
  frames: new Map(),
  writes: new Map(),
  refusals: new Map(),
  sockets: createSocketMeter(),
  deliveries: 0,
  broadcasts: 0,
  broadcastUpdates: 0,
  updatesStored: 0,
})

const add = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** What is read off the counts and the sources whenever somebody asks. */
const describe = (registry: Registry, counts: Counts, sources: MetricsSources): void => {
  const registers = [registry]
  const total = (name: string, help: string, read: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  const totals = (
    name: string,
    help: string,
    label: string,
    read: () => ReadonlyMap<string | number, number>,
  ): void => {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of read()) this.inc({ [label]: String(value) }, count)
      },
    })
  }
  const level = (name: string, help: string, read: () => number | Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  }
  const levelByRoom = (name: string, help: string, figure: 'documents' | 'sessions'): void => {
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, figures] of Object.entries(sources.rooms().kinds))
          this.set({ kind }, figures[figure])
      },
    })
  }

  levelByRoom('banyan_documents', 'Documents in memory, by kind of room.', 'documents')
  levelByRoom('banyan_sessions', 'Sessions in rooms, by kind of room.', 'sessions')
  level('banyan_document_bytes', 'About how much memory documents take.', () => sources.rooms().bytes)

  const { sockets } = sources
  level('banyan_sockets', 'Open WebSockets.', () => sockets().open)
  level(
    'banyan_sockets_waiting',
    'WebSockets of nobody known yet, or being sent away.',
    () => sockets().waiting,
  )
  level(
    'banyan_sockets_paused',
    'WebSockets that are read slowly: they send too much.',
    () => sockets().paused,
  )
  level('banyan_buffered_bytes', 'Bytes that wait for slow readers.', () => sockets().bufferedBytes)
  total(
    'banyan_socket_pauses_total',
    'Times that reading from a socket was held up.',
    () => counts.sockets.pauses,
  )
  totals(
    'banyan_sockets_closed_total',
    'WebSockets closed by the server.',
    'code',
    () => counts.sockets.closes,
  )
  totals(
    'banyan_upgrades_refused_total',
    'WebSockets refused before they were open, by status.',
    'status',
    () => counts.sockets.upgradesRefused,
  )
  total('banyan_frames_received_total', 'Frames from sockets.', () => counts.sockets.framesReceived)
  total('banyan_received_bytes_total', 'Bytes in frames from sockets.', () => counts.sockets.bytesReceived)
  total('banyan_frames_sent_total', 'Frames handed to sockets.', () => counts.sockets.framesSent)
  total('banyan_sent_bytes_total', 'Bytes in frames handed to sockets.', () => counts.sockets.bytesSent)

  totals(
    'banyan_room_frames_total',
    'Frames read by rooms, of agents in this process too.',
    'kind',
    () => counts.frames,
  )
  totals('banyan_writes_total', 'Write frames, by what became of them.', 'outcome', () => counts.writes)
  totals('banyan_refusals_total', 'Updates refused, by code.', 'code', () => counts.refusals)
  total('banyan_updates_stored_total', 'Updates committed to the store.', () => counts.updatesStored)
  total('banyan_updates_shown_total', 'Updates shown to others.', () => counts.broadcastUpdates)
  total('banyan_broadcasts_total', 'Frames that updates were merged into.', () => counts.broadcasts)
  total(
    'banyan_deliveries_total',
    'Such frames, once for each session they were handed to.',
    () => counts.deliveries,
  )

  level('banyan_runs_queued', 'Replies that nobody works on yet.', () => sources.runs().queued)
  level('banyan_runs_running', 'Replies that a worker has claimed.', () => sources.runs().running)
  level('banyan_store_healthy', '1 while the store does what it is asked.', () =>
    sources.isStoreHealthy() ? 1 : 0,
  )
  level('banyan_ready', '1 while /readyz says so.', async () => ((await sources.isReady()) ? 1 : 0))
}
