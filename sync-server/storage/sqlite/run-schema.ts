/** Tables of the runs: who answers what, until when, and the client ids that answers are written under. */
import type { Migrations } from './migrations.ts'

export const RUN_MIGRATIONS: Migrations = {
  capability: 'runs',
  steps: [
    `
    CREATE TABLE run (
      id TEXT NOT NULL,
      conversation_id TEXT NOT NULL,
      agent TEXT NOT NULL,
      requested_by TEXT NOT NULL,
      queued_at INTEGER NOT NULL,
      -- queued | claimed | done | failed | stopped | interrupted
      status TEXT NOT NULL DEFAULT 'queued',
      attempt INTEGER NOT NULL DEFAULT 0,
      worker TEXT,
      token TEXT,
      lease_until INTEGER,
      client_id INTEGER,
      finished_at INTEGER,
      PRIMARY KEY (conversation_id, id)
    ) WITHOUT ROWID;
    CREATE INDEX run_to_claim ON run (status, agent, queued_at);
    -- Client ids of agents by document: free ones are used again, those of dead workers are not.
    CREATE TABLE agent_client (
      conversation_id TEXT NOT NULL,
      agent TEXT NOT NULL,
      client_id INTEGER NOT NULL,
      -- free | used | retired
      state TEXT NOT NULL,
      PRIMARY KEY (conversation_id, client_id)
    ) WITHOUT ROWID;
    `,
  ],
}
