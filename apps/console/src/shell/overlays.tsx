import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { loadPatiently } from '../api/load-patiently.ts'
import { useOrganization, usePermissions } from '../people/index.ts'
import { visibleAreas } from './areas.ts'
import { chooseSingleKeys, hasSingleKeys } from './single-keys.ts'
import { useShortcuts } from './use-shortcuts.ts'

export type Overlay = 'palette' | 'shortcuts' | null

interface OverlaysProps {
  shown: Overlay
  onShow: (overlay: Overlay) => void
}

const load = () => loadPatiently(() => import('../palette/index.ts'))
const Palette = lazy(async () => ({ default: (await load()).Palette }))
const ShortcutList = lazy(async () => ({ default: (await load()).ShortcutList }))
/** Fetched when the page has long been there, so that it opens at once and delays nothing. */
const loadAfterMs = 3000

/** What opens over every page: palette and list of shortcuts; and the keys that lead there. */
export function Overlays({ shown, onShow }: OverlaysProps) {
  const { word: org } = useOrganization()
  const navigate = useNavigate()
  const places = visibleAreas(usePermissions()).flat()
  const [isOn, setIsOn] = useState(hasSingleKeys)

  useShortcuts({
    onSearch: () => onShow('palette'),
    onList: () => onShow('shortcuts'),
    onGo: (key) => {
      const place = places.find((area) => area.key === key)
      if (place) void navigate({ to: place.to, params: { org } })
    },
  })
  useEffect(() => {
    // A failure shows when it is opened; until then it matters to nobody.
    const timer = setTimeout(() => void load().catch(() => undefined), loadAfterMs)
    return () => clearTimeout(timer)
  }, [])

  const close = () => onShow(null)
  return (
    <Suspense>
      {shown === 'palette' && <Palette places={places} onClose={close} />}
      {shown === 'shortcuts' && (
        <ShortcutList
          places={places}
          isOn={isOn}
          onTurn={(next) => {
            chooseSingleKeys(next)
            setIsOn(next)
          }}
          onClose={close}
        />
      )}
    </Suspense>
  )
}
