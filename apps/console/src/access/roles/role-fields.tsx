import type { UseFormReturn } from 'react-hook-form'
import styles from '../access.module.css'
import { text } from '../text.ts'
import { GrantTable } from './grant-table.tsx'
import type { RoleValues } from './role-values.ts'

interface RoleFieldsProps {
  form: UseFormReturn<RoleValues>
  /** Names of the logical databases in which something can be granted. */
  databases: readonly string[]
}

/** What a role may do, and how it must come. */
export function RoleFields({ form, databases }: RoleFieldsProps) {
  return (
    <>
      <GrantTable
        databases={databases}
        grants={form.watch('grants')}
        onChange={(grants) => form.setValue('grants', grants, { shouldDirty: true })}
      />
      <label className={styles.check}>
        <input type="checkbox" {...form.register('replication')} />
        {text.roles.replicationWord}
      </label>
      <label className={styles.check}>
        <input type="checkbox" {...form.register('needsCertificate')} />
        {text.roles.certificateWord}
      </label>
    </>
  )
}
