/** Tables of administration: who is suspended, who was last seen when, whom invitations were sent to. */
import type { Migrations } from './migrations.ts'

export const ADMINISTRATION_MIGRATIONS: Migrations = {
  capability: 'administration',
  steps: [
    `
    CREATE TABLE suspension (
      organization_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      PRIMARY KEY (organization_id, user_id)
    ) WITHOUT ROWID;
    -- Written once in some minutes for each person, not for each request.
    CREATE TABLE member_seen (
      user_id TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE invitation_mail (
      invitation_id TEXT PRIMARY KEY REFERENCES invitation_link (id) ON DELETE CASCADE,
      email TEXT NOT NULL
    ) WITHOUT ROWID;
    -- What deleted groups were called: the audit log goes on naming them.
    CREATE TABLE former_group (
      organization_id TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (organization_id, id)
    ) WITHOUT ROWID;
    CREATE INDEX conversation_by_activity ON conversation (organization_id, last_activity_at, id);
    CREATE INDEX audit_by_conversation ON audit (conversation_id, id) WHERE conversation_id IS NOT NULL;
    CREATE INDEX audit_by_actor ON audit (actor_id, id);
    CREATE INDEX audit_by_subject ON audit (subject_id, id) WHERE subject_id IS NOT NULL;
    `,
    `
    -- How many messages were sent in it. Not known before the next one is, where it is older than this.
    ALTER TABLE conversation ADD COLUMN message_count INTEGER;
    `,
  ],
}
