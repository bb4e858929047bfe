import type { Severity } from '@holdfast/shared/contract/alert-routes'
import { Status } from '../ui/status.tsx'
import { text } from './text.ts'

const tones = { critical: 'bad', warning: 'warn', info: 'quiet' } as const

export function SeverityStatus({ severity }: { severity: Severity }) {
  return (
    <Status
      tone={tones[severity]}
      word={text.severities[severity]}
      {...(severity === 'info' && { icon: 'circle' as const })}
    />
  )
}
