/** The table of mentions: who was named in which message, each told once. Never what the message says. */
import type { Migrations } from './migrations.ts'

export const MENTION_MIGRATIONS: Migrations = {
  capability: 'mentions',
  steps: [
    `
    CREATE TABLE mention (
      conversation_id TEXT NOT NULL,
      -- conversation | talk
      place TEXT NOT NULL,
      message_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      by TEXT NOT NULL,
      told INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (conversation_id, place, message_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX mention_untold ON mention (conversation_id) WHERE told = 0;
    CREATE INDEX mention_by_user ON mention (user_id);
    `,
    `
    -- When the server took it, in milliseconds.
    ALTER TABLE mention ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX mention_by_sender ON mention (by, at);
    `,
  ],
}
