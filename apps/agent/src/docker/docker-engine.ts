import { connectDocker } from './connect-docker.ts'
import { type Containers, instanceContainers } from './containers.ts'
import { type DockerEvents, followDockerEvents } from './events.ts'
import { hostImages, type Images } from './images.ts'
import { databaseNetworks, type Networks } from './networks.ts'
import { type PoolerContainers, poolerContainers } from './pooler-containers.ts'

/** Everything the agent may ask of Docker, and nothing else. */
export interface DockerEngine {
  readonly containers: Containers
  readonly poolers: PoolerContainers
  readonly networks: Networks
  readonly images: Images
  version(): Promise<string>
  follow(wishes: { onChange: () => void; onTrouble: (because: string) => void }): DockerEvents
}

interface DockerWishes {
  readonly socketPath: string
  readonly installation: string
  readonly subnets: readonly string[]
}

export function openDocker({ socketPath, installation, subnets }: DockerWishes): DockerEngine {
  const docker = connectDocker(socketPath)
  const images = hostImages(docker)
  return {
    containers: instanceContainers(docker, installation),
    poolers: poolerContainers(docker, installation),
    networks: databaseNetworks(docker, installation, subnets),
    images,
    version: async () => (await docker.version()).Version,
    follow: ({ onChange, onTrouble }) =>
      followDockerEvents(docker, {
        installation,
        onContainer: onChange,
        onImage: () => {
          images.forget()
          onChange()
        },
        onTrouble,
      }),
  }
}
