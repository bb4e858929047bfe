import uPlot from 'uplot'
import type { Plot, PlotModel, PlotParts } from './plot.ts'

const height = 160
/** The plot keeps to these edges, so that marks above it stand where their moments are. */
const valueAxis = 64
const timeAxis = 28
const seriesTokens = ['--s1', '--s2', '--s3', '--s4', '--s5', '--s6']
/** Lines differ by more than color. */
const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4], [1, 4]]
const binary = Array.from({ length: 50 }, (_, power) => 2 ** power)

/** A custom property with `light-dark()` does not resolve by itself: the color of an element does. */
function colorOf(place: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const dataOf = ({ moments, lines }: PlotModel) =>
  [moments, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData

function drawMarks(plot: uPlot, moments: readonly number[], color: string): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.strokeStyle = color
  ctx.setLineDash([4, 4])
  for (const moment of moments) {
    const x = plot.valToPos(moment, 'x', true)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

function cursorOf({ group, onReset }: PlotParts): uPlot.Cursor {
  return {
    y: false,
    sync: { key: group, scales: ['x', null] },
    drag: { x: true, y: false, setScale: false },
    bind: {
      dblclick: () => () => {
        onReset()
        return null
      },
    },
  }
}

function axesOf({ place }: PlotParts, now: () => PlotModel): uPlot.Axis[] {
  const { fontFamily } = getComputedStyle(place)
  const axis = { stroke: colorOf(place, '--text-2'), font: `12px ${fontFamily}`, ticks: { show: false } }
  return [
    { ...axis, grid: { show: false }, size: timeAxis, space: 72, values: (_plot, at) => at.map(now().formatMoment) },
    {
      ...axis,
      grid: { stroke: colorOf(place, '--line'), width: 1 },
      size: valueAxis,
      space: 36,
      ...(now().isBinary && { incrs: binary }),
      values: (_plot, values) => values.map(now().format),
    },
  ]
}

function optionsOf(parts: PlotParts, now: () => PlotModel): uPlot.Options {
  const { place, onSelect, onCursor } = parts
  const mark = colorOf(place, '--text-3')
  return {
    width: Math.max(1, place.clientWidth),
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: cursorOf(parts),
    scales: {
      x: { range: () => [...now().range] },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: axesOf(parts, now),
    series: [
      {},
      ...now().lines.map(({ name }, index) => ({
        label: name,
        stroke: colorOf(place, seriesTokens[index] ?? '--s6'),
        width: 1.5,
        dash: dashes[index] ?? [],
        spanGaps: false,
        points: { size: 4 },
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, now().marks, mark)],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < 4) return
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'))
        },
      ],
    },
  }
}

/** Draws on a canvas until told to stop; follows its place's width and the theme. */
export function drawPlot(parts: PlotParts, first: PlotModel): Plot {
  let model = first
  const begin = () =>
    new uPlot(
      optionsOf(parts, () => model),
      dataOf(model),
      parts.place,
    )
  let plot = begin()
  const anew = () => {
    plot.destroy()
    plot = begin()
  }
  const theme = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(anew)
  const width = new ResizeObserver(() => plot.setSize({ width: Math.max(1, parts.place.clientWidth), height }))
  theme.addEventListener('change', anew)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  width.observe(parts.place)
  return {
    show: (next) => {
      const isSame = next.lines.map(({ name }) => name).join() === model.lines.map(({ name }) => name).join()
      model = next
      if (isSame) plot.setData(dataOf(model))
      else anew()
    },
    stop: () => {
      theme.removeEventListener('change', anew)
      chosen.disconnect()
      width.disconnect()
      plot.destroy()
    },
  }
}
