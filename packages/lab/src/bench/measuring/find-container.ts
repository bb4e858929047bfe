import Docker from 'dockerode'

export interface FoundContainer {
  readonly id: string
  readonly image: string
  /** Address inside the database's network; empty while it does not run. */
  readonly address: string
}

/** The container of this part that serves the database on this machine. */
export async function findContainer(databaseId: string, part: 'instance' | 'pooler'): Promise<FoundContainer> {
  const filters = { label: [`holdfast.database=${databaseId}`, `holdfast.part=${part}`] }
  const [container] = await new Docker().listContainers({ all: true, filters })
  const [network] = Object.values(container?.NetworkSettings.Networks ?? {})
  if (!container || !network) throw new Error(`the ${part} is not on this machine`)
  return { id: container.Id, image: container.ImageID, address: network.IPAddress }
}

/** The certificate names the endpoint, not the container's address inside the host. */
export function straightTo(url: string, { address }: FoundContainer, port: number): string {
  const straight = new URL(url)
  straight.hostname = address
  straight.port = String(port)
  straight.searchParams.set('sslmode', 'verify-ca')
  return straight.href
}
