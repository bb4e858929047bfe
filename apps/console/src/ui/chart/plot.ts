/** What a plot shows. Moments are seconds since 1970. */
export interface PlotModel {
  readonly moments: readonly number[]
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
  readonly range: readonly [from: number, to: number]
  readonly marks: readonly number[]
  readonly format: (value: number) => string
  readonly formatMoment: (moment: number) => string
  /** Round figures are powers of two. */
  readonly isBinary: boolean
}

export interface PlotParts {
  readonly place: HTMLElement
  /** Plots of one group share the cursor. */
  readonly group: string
  readonly onSelect: (from: number, to: number) => void
  readonly onReset: () => void
  /** Which figure the pointer is at; null when it is at none. */
  readonly onCursor: (index: number | null) => void
}

export interface Plot {
  readonly show: (model: PlotModel) => void
  readonly stop: () => void
}
