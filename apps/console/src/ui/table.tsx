import type { ReactNode } from 'react'
import styles from './table.module.css'

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** Figures stand at the end of their cell. */
  readonly isFigure?: boolean
}

interface TableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}

/** A native table; where it is narrow each row becomes a few lines with the same cells. The roles are told outright, because display changes take them away. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div className={styles.frame}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: a table shown as blocks loses its roles without them */}
      <table className={styles.table} aria-label={caption} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ head, isFigure }) => (
              <th key={head} role="columnheader" scope="col" className={isFigure ? styles.end : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ head, cell, isFigure }, index) => (
                <td key={head} role="cell" className={isFigure ? styles.end : undefined}>
                  {index > 0 && (
                    <span className={styles.label} aria-hidden="true">
                      {head}
                    </span>
                  )}
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: end */}
    </div>
  )
}
