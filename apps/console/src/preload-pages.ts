import type { AnyRouter } from '@tanstack/react-router'
import { whenIdle } from './ui/when-idle.ts'

/** By then the page that one arrives at stands, also on a phone. */
const quietMs = 3000

/** The code of the page that the address names is asked for together with the session, not behind it. */
export function loadPageAtHand(router: AnyRouter): void {
  const [matched] = router.getMatchedRoutes(router.latestLocation.pathname)
  for (const route of matched) void router.loadRouteChunk(route)
}

/**
 * The other pages are a few kilobytes each: they are fetched one after the other, only while the browser is idle, so that no
 * click waits for one, or loses it to a network that changes just then.
 */
export async function preloadPages(router: AnyRouter): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, quietMs))
  for (const route of Object.values(router.routesById)) {
    await whenIdle()
    await router.loadRouteChunk(route)
  }
}
