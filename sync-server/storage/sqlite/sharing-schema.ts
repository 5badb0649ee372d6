/** Tables around sharing: requests for access, notifications, people who are to be invited, what waits to be purged. */
import type { Migrations } from './migrations.ts'

export const SHARING_MIGRATIONS: Migrations = {
  capability: 'sharing',
  steps: [
    `
    -- A deleted conversation can be restored until it is purged; its id is never given again.
    ALTER TABLE conversation ADD COLUMN purged_at INTEGER;
    -- When its document went, which follows the purge and may have to be tried again.
    ALTER TABLE conversation ADD COLUMN content_removed_at INTEGER;
    CREATE INDEX conversation_deleted ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;
    -- The latest request of each person for each conversation; it goes once it is granted.
    CREATE TABLE access_request (
      conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      requester_id TEXT NOT NULL,
      -- view | collaborate
      wanted TEXT NOT NULL,
      message TEXT NOT NULL,
      requested_at INTEGER NOT NULL,
      declined_at INTEGER,
      PRIMARY KEY (conversation_id, requester_id)
    ) WITHOUT ROWID;
    CREATE INDEX access_request_by_requester ON access_request (requester_id);
    CREATE TABLE notification (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      user_id TEXT NOT NULL,
      conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      -- What happened, as JSON: shared/document/inbox.ts
      kind TEXT NOT NULL,
      news TEXT NOT NULL,
      -- Who asks, in requests.
      asked_by TEXT,
      answer TEXT,
      read_at INTEGER
    );
    CREATE INDEX notification_by_user ON notification (user_id, id);
    CREATE INDEX notification_by_conversation ON notification (conversation_id, kind);
    -- What an invitation opens to whoever joins by it under this e-mail address, in lower case.
    CREATE TABLE invited_grant (
      conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      email TEXT NOT NULL,
      invitation_id TEXT NOT NULL REFERENCES invitation_link (id) ON DELETE CASCADE,
      level TEXT NOT NULL,
      invited_by TEXT NOT NULL,
      invited_at INTEGER NOT NULL,
      PRIMARY KEY (conversation_id, email)
    ) WITHOUT ROWID;
    CREATE INDEX invited_grant_by_invitation ON invited_grant (invitation_id);
    `,
  ],
}
