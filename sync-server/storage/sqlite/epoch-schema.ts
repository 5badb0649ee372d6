/** Tables of earlier epochs: their logs for a while, and for good who held which client id. */
import type { Migrations } from './migrations.ts'

export const EPOCH_MIGRATIONS: Migrations = {
  capability: 'epochs',
  steps: [
    `
    CREATE TABLE past_epoch (
      room TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      PRIMARY KEY (room, epoch)
    ) WITHOUT ROWID;
    CREATE TABLE past_update (
      id INTEGER PRIMARY KEY,
      room TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      body BLOB NOT NULL,
      sender TEXT NOT NULL,
      received_at INTEGER NOT NULL
    );
    CREATE INDEX past_update_by_room ON past_update (room, epoch, id);
    CREATE TABLE past_lease (
      room TEXT NOT NULL,
      client_id INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      holder TEXT NOT NULL,
      PRIMARY KEY (room, client_id)
    ) WITHOUT ROWID;
    `,
  ],
}
