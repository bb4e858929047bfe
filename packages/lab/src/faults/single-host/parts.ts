import Docker from 'dockerode'

/** One machine's Docker and the installation on it. */
export interface Installed {
  readonly name: string
  readonly home: string
  readonly docker: Docker
}

export const partNames = ['api', 'agent', 'gateway', 'clock', 'store', 'instance', 'pooler'] as const
export type PartName = (typeof partNames)[number]

export interface Part {
  readonly id: string
  readonly name: string
  readonly part: PartName
  readonly databaseId: string | undefined
  readonly state: string
}

/** Of the machine's own Docker. */
export const installedHere = ({ name, home }: Pick<Installed, 'name' | 'home'>): Installed => ({
  name,
  home,
  docker: new Docker(),
})

/** The containers of the installation, running or not. */
export async function listParts({ docker, name }: Installed, wanted?: PartName): Promise<Part[]> {
  const label = [`holdfast.installation=${name}`, ...(wanted ? [`holdfast.part=${wanted}`] : [])]
  const found = await docker.listContainers({ all: true, filters: { label } })
  return found
    .map(({ Id, Names, Labels, State }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? Id,
      part: Labels['holdfast.part'] as PartName,
      databaseId: Labels['holdfast.database'],
      state: State,
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** Which process each running container is: equal before and after means that nothing was restarted or made anew. */
export async function listProcesses(installed: Installed): Promise<Record<string, string>> {
  const parts = await listParts(installed)
  const told = parts.map(async ({ id, name }) => {
    const { State } = await installed.docker.getContainer(id).inspect()
    return [name, `${id.slice(0, 12)} ${State.Pid}`] as const
  })
  return Object.fromEntries(await Promise.all(told))
}
