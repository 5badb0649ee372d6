import { sharingStoreContract } from '../../../tests/contracts/sharing-store.ts'
import { createAccounts } from '../../access/accounts.ts'
import { createSqliteAccessStore } from './access-store.ts'
import { accountsDatabase } from './accounts-database.ts'
import { openDatabase } from './database.ts'
import { createSqliteDocumentStore } from './document-store.ts'
import { createSqliteSharingStore } from './sharing-store.ts'

sharingStoreContract('SQLite', async () => {
  const database = openDatabase(':memory:')
  await createAccounts({
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    publicUrl: undefined,
    log: () => undefined,
  })
  return {
    access: createSqliteAccessStore(database),
    sharing: createSqliteSharingStore(database),
    documents: createSqliteDocumentStore(database),
    close: () => void database.close(),
  }
})
