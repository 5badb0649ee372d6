/** Tables of the documents: the log of updates, the leases of client ids, the epoch. */
import type { Migrations } from './migrations.ts'

export const DOCUMENT_MIGRATIONS: Migrations = {
  capability: 'documents',
  steps: [
    `
    CREATE TABLE document (
      room TEXT PRIMARY KEY,
      epoch INTEGER NOT NULL DEFAULT 1
    );
    CREATE TABLE document_update (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      room TEXT NOT NULL,
      body BLOB NOT NULL,
      sender TEXT NOT NULL,
      received_at INTEGER NOT NULL
    );
    CREATE INDEX document_update_by_room ON document_update (room, id);
    CREATE TABLE document_lease (
      room TEXT NOT NULL,
      client_id INTEGER NOT NULL,
      holder TEXT NOT NULL,
      PRIMARY KEY (room, client_id)
    ) WITHOUT ROWID;
    `,
    // Snapshots that say so, updates that show whether they were damaged, documents that cannot be read.
    `
    ALTER TABLE document_update ADD COLUMN checksum INTEGER;
    CREATE TABLE document_snapshot (
      room TEXT PRIMARY KEY,
      update_id INTEGER NOT NULL,
      state_vector BLOB NOT NULL,
      deletions BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE document_quarantine (
      room TEXT PRIMARY KEY,
      reason TEXT NOT NULL,
      since INTEGER NOT NULL,
      tried_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE document_update_aside (
      id INTEGER PRIMARY KEY,
      room TEXT NOT NULL,
      body BLOB NOT NULL,
      sender TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      checksum INTEGER,
      reason TEXT NOT NULL,
      aside_at INTEGER NOT NULL
    );
    CREATE INDEX document_update_aside_by_room ON document_update_aside (room, id);
    `,
  ],
}
