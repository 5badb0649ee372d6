/** Tables of access: conversations, grants, invitations, bots. Accounts, members and groups are better-auth's. */
import type { Migrations } from './migrations.ts'

export const ACCESS_MIGRATIONS: Migrations = {
  capability: 'access',
  steps: [
    `
    CREATE TABLE conversation (
      id TEXT PRIMARY KEY,
      organization_id TEXT NOT NULL,
      owner_id TEXT NOT NULL,
      title TEXT NOT NULL DEFAULT '',
      created_at INTEGER NOT NULL,
      last_activity_at INTEGER NOT NULL,
      -- Grows with every change of rights.
      sharing_version INTEGER NOT NULL DEFAULT 1,
      deleted_at INTEGER,
      deleted_by TEXT
    );
    CREATE INDEX conversation_by_organization ON conversation (organization_id);
    CREATE INDEX conversation_by_owner ON conversation (owner_id);
    -- subject_kind: organization | group | person; level: view | collaborate
    CREATE TABLE access_grant (
      conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      subject_kind TEXT NOT NULL,
      subject_id TEXT NOT NULL,
      level TEXT NOT NULL,
      PRIMARY KEY (conversation_id, subject_kind, subject_id)
    ) WITHOUT ROWID;
    CREATE INDEX access_grant_by_subject ON access_grant (subject_kind, subject_id);
    -- Who changed which right, from what to what. Never any content.
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      organization_id TEXT NOT NULL,
      actor_id TEXT NOT NULL,
      action TEXT NOT NULL,
      conversation_id TEXT,
      group_id TEXT,
      subject_kind TEXT,
      subject_id TEXT,
      level_before TEXT,
      level_after TEXT
    );
    CREATE INDEX audit_by_organization ON audit (organization_id, id);
    CREATE TABLE invitation_link (
      id TEXT PRIMARY KEY,
      organization_id TEXT NOT NULL,
      secret_hash TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    );
    -- Kept after it is deleted, without its token: what it wrote keeps its name.
    CREATE TABLE bot (
      id TEXT PRIMARY KEY,
      organization_id TEXT NOT NULL,
      name TEXT NOT NULL,
      token_hash TEXT UNIQUE,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      deleted_at INTEGER
    );
    CREATE INDEX bot_by_organization ON bot (organization_id);
    -- Those who were taken out: what they wrote keeps their name.
    CREATE TABLE former_member (
      organization_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      left_at INTEGER NOT NULL,
      PRIMARY KEY (organization_id, user_id)
    ) WITHOUT ROWID;
    `,
    `CREATE INDEX audit_of_joining ON audit (subject_id) WHERE action = 'member-joined';`,
  ],
}
