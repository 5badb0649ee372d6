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
  ],
}
