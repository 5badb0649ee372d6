/** What is kept of side talk outside its documents: who may take part, and when somebody last wrote. */
import type { Migrations } from './migrations.ts'

export const SIDE_TALK_MIGRATIONS: Migrations = {
  capability: 'side-talk',
  steps: [
    `
    -- collaborators | everybody, of those who can open the conversation
    ALTER TABLE conversation ADD COLUMN side_talk TEXT NOT NULL DEFAULT 'collaborators';
    ALTER TABLE conversation ADD COLUMN last_talk_at INTEGER;
    `,
  ],
}
