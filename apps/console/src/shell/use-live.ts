import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Live, type Liveness, startLive } from '../api/live.ts'

const idle: Liveness = { isLive: true, since: 0 }
const subscribeToNothing = () => () => {}

/** Listens to the organization's events while the shell stands; tells how fresh the page is. */
export function useLive(organization: string): Liveness {
  const client = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)

  useEffect(() => {
    const started = startLive(client, organization)
    setLive(started)
    return () => started.stop()
  }, [client, organization])

  return useSyncExternalStore(live?.subscribe ?? subscribeToNothing, live?.current ?? (() => idle))
}
