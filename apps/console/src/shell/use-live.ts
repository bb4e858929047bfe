import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Live, type Liveness, startLive } from '../api/live.ts'
import { whenIdle } from '../ui/when-idle.ts'

const idle: Liveness = { isLive: true, since: 0 }
/** The page comes first: what changed before the stream opened is read again when it does. */
const latestStartMs = 1000
const subscribeToNothing = () => () => {}

/** Listens to the organization's events while the shell stands; tells how fresh the page is. */
export function useLive(organization: string): Liveness {
  const client = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)

  useEffect(() => {
    let started: Live | undefined
    let isGone = false
    void whenIdle(latestStartMs).then(() => {
      if (isGone) return
      started = startLive(client, organization)
      setLive(started)
    })
    return () => {
      isGone = true
      started?.stop()
    }
  }, [client, organization])

  return useSyncExternalStore(live?.subscribe ?? subscribeToNothing, live?.current ?? (() => idle))
}
