import { type Alerts, openAlerts } from './alerts/alerts.ts'
import type { ApiConfig } from './config.ts'
import { openOwnAddresses } from './hosts/own-addresses.ts'
import type { HostPresence } from './hosts/presence.ts'
import type { Secrets } from './keys/secrets.ts'
import { type MailDoor, openMailDoor } from './mail/mail-door.ts'
import { startMailSweep } from './mail/mail-sweep.ts'
import { openSmtp } from './mail/smtp.ts'
import type { MetricsDoor } from './metrics/metrics-door.ts'
import { systemClock as clock } from './platform/clock.ts'
import type { Database } from './platform/database/database.ts'
import type { Log } from './platform/log.ts'
import { openOutbound } from './platform/outbound.ts'
import { startAlertWatcher } from './watchers/alerts.ts'
import { startDeliveries } from './webhooks/deliver.ts'
import { openWebhooks, type Webhooks } from './webhooks/webhooks.ts'

export interface Outgoing {
  readonly mail: MailDoor
  readonly alerts: Alerts
  readonly webhooks: Webhooks
  close(): Promise<void>
}

interface OutgoingParts {
  readonly config: ApiConfig
  readonly database: Database
  readonly secrets: Secrets
  readonly presence: HostPresence
  readonly metrics: Pick<MetricsDoor, 'health'>
  readonly log: Log
}

/** All that leaves the platform by itself: letters, alerts and webhooks. */
export function startOutgoing({ config, database, secrets, presence, metrics, log }: OutgoingParts): Outgoing {
  const own = openOwnAddresses({ database, clock, names: config.outbound.own })
  const outbound = openOutbound({ allow: config.outbound.allow, own })
  const mail = openMailDoor({ secrets, clock, isOpen: config.mail !== undefined })
  const alerts = openAlerts({ clock, mail, publicUrl: config.http.publicUrl })
  const webhooks = openWebhooks({ clock, secrets, alerts, outbound })
  const smtp = config.mail && openSmtp({ ...config.mail, outbound })
  const watcher = startAlertWatcher({ database, presence, metrics, alerts, clock, log })
  const stopHearing = presence.onChange(() => watcher.ask())
  const parts = [
    ...(smtp ? [startMailSweep({ database, secrets, smtp, clock, log })] : []),
    startDeliveries({ database, secrets, outbound, alerts, clock, log }),
    watcher,
  ]
  return {
    mail,
    alerts,
    webhooks,
    async close() {
      stopHearing()
      await Promise.all(parts.map((part) => part.close()))
    },
  }
}
