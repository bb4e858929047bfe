import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue, useEffect, useState, useSyncExternalStore } from 'react'
import { loadPatiently } from '../api/load-patiently.ts'
import { isAsking, offerToAsk, onSessionChange } from '../api/session.ts'
import { useOrganization, usePresentPerson } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Toasts } from '../ui/toasts.tsx'
import { type Overlay, Overlays } from './overlays.tsx'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'
import { text } from './text.ts'
import { TopBar } from './top-bar.tsx'
import { useLive } from './use-live.ts'

const SignInAgain = lazy(async () => ({
  default: (await loadPatiently(() => import('./sign-in-again.tsx'))).SignInAgain,
}))

/** What stands around every page of an organization: skip link, top bar, rail, content. */
export function Shell() {
  const { id } = useOrganization()
  const person = usePresentPerson()
  const liveness = useLive(id)
  const pathname = useLocation({ select: (location) => location.pathname })
  const [overlay, setOverlay] = useState<Overlay>(null)
  const mustSignInAgain = useSyncExternalStore(onSessionChange, isAsking)
  // The frame first; what stands in it is drawn in slices, between which the browser paints and a phone answers.
  const isFilled = useDeferredValue(true, false)

  useEffect(offerToAsk, [])

  if (!person) return null
  return (
    <Toasts>
      <div className={styles.shell}>
        <a className={styles.skip} href="#content">
          {text.skip}
        </a>
        {isFilled && <TopBar person={person} liveness={liveness} onSearch={() => setOverlay('palette')} />}
        <Part lines={0}>{isFilled && <Rail />}</Part>
        <main className={styles.content} id="content" tabIndex={-1}>
          <Part lines={8} about={pathname}>
            {isFilled && <Outlet />}
          </Part>
        </main>
      </div>
      <Part lines={0}>{isFilled && <Overlays shown={overlay} onShow={setOverlay} />}</Part>
      <Suspense>{mustSignInAgain && <SignInAgain person={person} />}</Suspense>
    </Toasts>
  )
}
