import { type Figure, series, storeName } from './series.ts'

/** Figures of one moment about one thing; `labels` say which. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly atMs: number
  readonly figures: readonly Figure[]
}

/**
 * Samples as a Prometheus remote-write request, protobuf and not yet compressed: field 1 of WriteRequest is a TimeSeries, whose field 1
 * is a Label (name, value) and field 2 a Sample (double value, int64 milliseconds).
 */
export function encodeWriteRequest(samples: readonly Sample[]): Uint8Array {
  const out = new Bytes()
  for (const { labels, atMs, figures } of samples)
    for (const { name, by, value } of figures) {
      const of = series[name]
      const all = { ...labels, ...('by' in of && by !== undefined ? { [of.by]: by } : {}) }
      out.message(1, (timeSeries) => {
        timeSeries.label('__name__', storeName(name))
        for (const label of Object.keys(all).sort()) timeSeries.label(label, all[label] ?? '')
        timeSeries.message(2, (sample) => {
          sample.double(1, value)
          sample.integer(2, atMs)
        })
      })
    }
  return out.take()
}

const text = new TextEncoder()
/** Wire types of protobuf. */
const varint = 0
const fixed64 = 1
const delimited = 2

class Bytes {
  readonly #parts: number[] = []

  label(name: string, value: string): void {
    this.message(1, (label) => {
      label.bytes(1, text.encode(name))
      label.bytes(2, text.encode(value))
    })
  }

  message(field: number, write: (inner: Bytes) => void): void {
    const inner = new Bytes()
    write(inner)
    this.bytes(field, inner.#parts)
  }

  bytes(field: number, value: ArrayLike<number>): void {
    this.#varint((field << 3) | delimited)
    this.#varint(value.length)
    for (let at = 0; at < value.length; at++) this.#parts.push(value[at] ?? 0)
  }

  double(field: number, value: number): void {
    this.#varint((field << 3) | fixed64)
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value, true)
    for (let at = 0; at < 8; at++) this.#parts.push(view.getUint8(at))
  }

  integer(field: number, value: number): void {
    this.#varint((field << 3) | varint)
    this.#varint(value)
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#parts)
  }

  /** Whole numbers that are not negative, beyond 32 bits too. */
  #varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.#parts.push((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.#parts.push(rest)
  }
}
