import { useEffect, useRef } from 'react'
import { loadPatiently } from '../api/load-patiently.ts'
import type { Plot, PlotModel, PlotParts } from '../ui/chart/plot.ts'
import styles from './plot-canvas.module.css'

interface PlotCanvasProps extends Omit<PlotParts, 'place'> {
  model: PlotModel
}

/** The drawing of a chart; its words and its table stand beside it, for it says nothing to those who do not see it. */
export function PlotCanvas({ model, group, ...actions }: PlotCanvasProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot>(null)
  const newest = useRef({ model, ...actions })
  newest.current = { model, ...actions }

  useEffect(() => {
    let isGone = false
    void loadPatiently(() => import('../ui/chart/draw-plot.ts')).then(({ drawPlot }) => {
      if (isGone || !place.current) return
      const parts: PlotParts = {
        place: place.current,
        group,
        onSelect: (from, to) => newest.current.onSelect(from, to),
        onReset: () => newest.current.onReset(),
        onCursor: (index) => newest.current.onCursor(index),
      }
      plot.current = drawPlot(parts, newest.current.model)
    })
    return () => {
      isGone = true
      plot.current?.stop()
      plot.current = null
    }
  }, [group])
  useEffect(() => plot.current?.show(model), [model])

  return <div className={styles.plot} ref={place} aria-hidden="true" />
}
