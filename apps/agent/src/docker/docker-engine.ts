import { connectDocker } from './connect-docker.ts'
import { type Containers, instanceContainers } from './containers.ts'
import { type DockerEvents, followDockerEvents } from './events.ts'
import { type GatewayContainer, type GatewayWishes, gatewayContainer } from './gateway-container.ts'
import { hostImages, type Images } from './images.ts'
import { databaseNetworks, type Networks } from './networks.ts'
import { type PoolerContainers, poolerContainers } from './pooler-containers.ts'

/** Everything the agent may ask of Docker, and nothing else. */
export interface DockerEngine {
  readonly containers: Containers
  readonly poolers: PoolerContainers
  readonly networks: Networks
  readonly images: Images
  /** Absent where somebody else keeps the gateway. */
  readonly gateway: GatewayContainer | undefined
  version(): Promise<string>
  /** The folder of the host where Docker keeps images. */
  imageRoot(): Promise<string>
  follow(wishes: { onChange: () => void; onTrouble: (because: string) => void }): DockerEvents
}

interface DockerWishes {
  readonly socketPath: string
  readonly installation: string
  readonly subnets: readonly string[]
  /** How the gateway is made, where this agent keeps it. */
  readonly gateway: Omit<GatewayWishes, 'installation'> | undefined
}

export function openDocker({ socketPath, installation, subnets, gateway }: DockerWishes): DockerEngine {
  const docker = connectDocker(socketPath)
  const images = hostImages(docker)
  return {
    containers: instanceContainers(docker, installation),
    poolers: poolerContainers(docker, installation),
    networks: databaseNetworks(docker, installation, subnets),
    images,
    gateway: gateway && gatewayContainer(docker, { installation, ...gateway }),
    imageRoot: async () => ((await docker.info()) as { DockerRootDir: string }).DockerRootDir,
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
