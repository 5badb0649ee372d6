/** Every attack that the gate must stop, by class. */
import { ATTACHMENTS } from './attachments.ts'
import type { Attack } from './attack.ts'
import { CONTENT } from './content.ts'
import { ENTRIES } from './entries.ts'
import { IDENTITY } from './identity.ts'
import { IMMUTABLE } from './immutable.ts'
import { LEVEL } from './level.ts'
import { OTHERS_CONTENT } from './others-content.ts'
import { REFERENCES } from './references.ts'
import { RESOURCES } from './resources.ts'
import { STRUCTURE } from './structure.ts'
import { VALUES } from './values.ts'

export const CORPUS = {
  identity: IDENTITY,
  immutable: [...IMMUTABLE, ...ENTRIES, ...REFERENCES, ...VALUES],
  'others’ content': OTHERS_CONTENT,
  level: LEVEL,
  structure: [...STRUCTURE, ...CONTENT],
  resources: RESOURCES,
  attachments: ATTACHMENTS,
} as const satisfies Record<string, readonly Attack[]>
