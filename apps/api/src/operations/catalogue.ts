import { changeAccess } from './change-access.ts'
import { createDatabase } from './create-database.ts'
import { deleteDatabase } from './delete-database.ts'
import { eraseDatabase } from './erase-database.ts'
import { growDatabase } from './grow-database.ts'
import { restartDatabase } from './restart-database.ts'
import { undeleteDatabase } from './undelete-database.ts'

/** Every operation of this version. */
export const operations = [
  createDatabase,
  deleteDatabase,
  undeleteDatabase,
  restartDatabase,
  growDatabase,
  eraseDatabase,
  changeAccess,
] as const
