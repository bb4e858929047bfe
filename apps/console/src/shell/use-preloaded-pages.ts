import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Pages are a few kilobytes each: fetched when the browser is idle, so that no click waits for one, or loses it to a changing network. */
export function usePreloadedPages(): void {
  const router = useRouter()
  useEffect(() => {
    const preload = () => {
      for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)
    }
    // Safari has no idle callback.
    if (!window.requestIdleCallback) {
      const timer = setTimeout(preload, 1000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(preload, { timeout: 2000 })
    return () => cancelIdleCallback(idle)
  }, [router])
}
