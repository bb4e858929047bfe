import type { ConnectionView, DoorView } from '@holdfast/shared/contract/database-routes'
import { type Format, formats } from './connection-string.ts'

/** The default comes first. */
export const endpoints = ['pooled', 'direct'] as const
export type Endpoint = (typeof endpoints)[number]

/** How the endpoint is called: by the database's own name, by host and port, or by the list of all hosts. */
export const addresses = ['name', 'host', 'hosts'] as const
export type Address = (typeof addresses)[number]

/** What was chosen last in this browser. */
export interface ConnectionChoice {
  readonly format: Format
  readonly endpoint: Endpoint
  readonly address: Address
  /** Where the person keeps the CA's certificate; empty: where the API says. */
  readonly caFile: string
}

const place = 'holdfast.connection-choice'

const among = <Choice extends string>(choices: readonly Choice[], value: unknown, otherwise: Choice): Choice =>
  choices.find((choice) => choice === value) ?? otherwise

function remembered(): Partial<Record<keyof ConnectionChoice, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}

export function rememberedChoice(): ConnectionChoice {
  const { format, endpoint, address, caFile } = remembered()
  return {
    format: among(formats, format, 'psql'),
    endpoint: among(endpoints, endpoint, 'pooled'),
    address: among(addresses, address, 'name'),
    caFile: typeof caFile === 'string' ? caFile : '',
  }
}

export function rememberChoice(choice: ConnectionChoice): void {
  try {
    localStorage.setItem(place, JSON.stringify(choice))
  } catch {
    // Storage may be forbidden; then the choice is not remembered.
  }
}

/** The chosen endpoint; the direct one where the engine or the role has no pooler. */
export const doorOf = ({ pooled, direct }: Pick<ConnectionView, Endpoint>, endpoint: Endpoint): DoorView =>
  endpoint === 'pooled' && pooled ? pooled : direct

/** The ways in which this door can be called. */
export const addressesOf = ({ byName, hostListUrl }: DoorView): Address[] =>
  addresses.filter((address) => address === 'host' || (address === 'name' ? byName : hostListUrl) !== null)

/** The URL of a door by the way that was chosen, as far as the door has it. */
export function urlOfDoor({ url, byName, hostListUrl }: DoorView, address: Address): string {
  if (address === 'name' && byName) return byName.url
  return (address === 'hosts' ? hostListUrl : null) ?? url
}
