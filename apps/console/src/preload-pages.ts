import type { AnyRouter } from '@tanstack/react-router'

const whenIdle = (work: () => void) =>
  // Safari has no idle callback.
  'requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 2000 }) : setTimeout(work, 1000)

/**
 * Pages are a few kilobytes each: they are fetched when the browser is idle, so that no click waits for one, or loses it to a
 * network that changes just then.
 */
export function preloadPages(router: AnyRouter): void {
  whenIdle(() => {
    for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)
  })
}
