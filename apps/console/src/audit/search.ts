/** What the address of the audit page says; moments are ISO 8601 UTC or relative to now (`-1h`). */
export interface AuditSearch {
  readonly from?: string
  readonly to?: string
  readonly actor?: string
  readonly what?: string
}
