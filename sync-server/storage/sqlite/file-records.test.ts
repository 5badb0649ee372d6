import { describe } from 'vitest'
import { fileRecordsContract } from '../../../tests/contracts/file-records.ts'
import { openDatabase } from './database.ts'
import { createSqliteFileRecords } from './file-records.ts'

describe('files in SQLite', () => {
  fileRecordsContract(() => createSqliteFileRecords(openDatabase(':memory:')))
})
