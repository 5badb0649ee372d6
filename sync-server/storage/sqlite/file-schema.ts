/** Tables of attached files: uploads under way, files, and the contents that files have. */
import type { Migrations } from './migrations.ts'

export const FILE_MIGRATIONS: Migrations = {
  capability: 'files',
  steps: [
    `
    -- The bytes lie in the file store, under the hash.
    CREATE TABLE file_content (
      hash TEXT PRIMARY KEY,
      size INTEGER NOT NULL,
      type TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE file (
      conversation_id TEXT NOT NULL,
      id TEXT NOT NULL,
      hash TEXT NOT NULL REFERENCES file_content (hash),
      name TEXT NOT NULL,
      size INTEGER NOT NULL,
      uploaded_by TEXT NOT NULL,
      uploaded_at INTEGER NOT NULL,
      -- Whether the document says that it is here.
      announced INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (conversation_id, id)
    ) WITHOUT ROWID;
    CREATE INDEX file_by_content ON file (hash);
    CREATE INDEX file_by_person ON file (uploaded_by, size);
    CREATE INDEX file_unannounced ON file (conversation_id, id) WHERE announced = 0;
    CREATE TABLE file_upload (
      id TEXT PRIMARY KEY,
      conversation_id TEXT NOT NULL,
      name TEXT NOT NULL,
      size INTEGER NOT NULL,
      begun_by TEXT NOT NULL,
      begun_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX file_upload_by_conversation ON file_upload (conversation_id, size);
    CREATE INDEX file_upload_by_person ON file_upload (begun_by, size);
    CREATE INDEX file_upload_by_age ON file_upload (begun_at);
    `,
    `
    -- Whether a message is known to name it: then it stays for as long as its conversation does.
    ALTER TABLE file ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX file_unnamed ON file (uploaded_at) WHERE named = 0;
    `,
  ],
}
