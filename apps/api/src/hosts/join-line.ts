import { agentContainer } from '@holdfast/shared/agent-container'

export interface JoinTerms {
  readonly installation: string
  readonly token: string
  /** SHA-256 of the platform CA's public key, hex: what the agent trusts. */
  readonly caPin: string
  /** The same of the agents' door itself, base64: what curl trusts. */
  readonly doorPin: string
  readonly joinUrl: string
  readonly imageId: string
}

const dockerOptions = [
  '--restart unless-stopped --pid host --network host --user 0:0',
  '--read-only --tmpfs /tmp:rw,noexec,nosuid,nodev,size=64m --cap-drop ALL',
  ...agentContainer.capabilities.map((capability) => `--cap-add ${capability}`),
  ...agentContainer.securityOptions.map((option) => `--security-opt ${option}`),
  ...agentContainer.deviceRules.map((rule) => `--device-cgroup-rule "${rule}"`),
  `--memory ${agentContainer.memoryMiB}m --memory-swap ${agentContainer.memoryMiB}m --cpus ${agentContainer.cpus}`,
  `--pids-limit ${agentContainer.pids} --stop-timeout ${agentContainer.stopGraceSeconds}`,
  '--log-opt max-size=10m --log-opt max-file=3',
].join(' ')

/** What the shell's own setting says, else this. */
const given = (name: string, otherwise: string): string => `"\${${name}:-${otherwise}}"`

const bind = (path: string): string => `--mount "type=bind,source=${path},target=${path}"`

/**
 * The one line that makes a machine a host; it needs a shell, curl and Docker there, and root. It may be run again until the host has
 * joined. The token comes in by standard input and goes on by files: it is in no argument of a program and in no environment. What
 * HOLDFAST_HOME, HOLDFAST_BIND, HOLDFAST_PEER_PORT, HOLDFAST_DOCKER_SOCKET and HOLDFAST_SUBNETS of the shell say is taken over.
 */
export function joinLine({ installation, token, caPin, doorPin, joinUrl, imageId }: JoinTerms): string {
  const settings = [
    `HOLDFAST_NAME=${installation}`,
    'HOLDFAST_HOME="$H"',
    `HOLDFAST_BIND=${given('HOLDFAST_BIND', '0.0.0.0')}`,
    `HOLDFAST_PEER_PORT=${given('HOLDFAST_PEER_PORT', '7444')}`,
    `HOLDFAST_JOIN_URL=${joinUrl}`,
    `HOLDFAST_JOIN_CA_PIN=${caPin}`,
    'HOLDFAST_JOIN_TOKEN_FILE="$H/agent/join-token"',
    'HOLDFAST_DOCKER_SOCKET="$S"',
    `HOLDFAST_SUBNETS=${given('HOLDFAST_SUBNETS', '')}`,
    'HOLDFAST_GATEWAY=own',
    'TINI_SUBREAPER=1',
  ].map((setting) => `-e ${setting}`)
  const name = `${installation}-agent`
  const script = [
    'umask 077',
    `H=${given('HOLDFAST_HOME', `/var/lib/${installation}`)}`,
    `S=${given('HOLDFAST_DOCKER_SOCKET', '/var/run/docker.sock')}`,
    'mkdir -p "$H/agent" "$H/run"',
    'cat > "$H/agent/join-token"',
    `{ printf "authorization: Bearer "; cat "$H/agent/join-token"; } | curl -fsSk --pinnedpubkey "sha256//${doorPin}" -H @- ${joinUrl}/agent/image | docker load`,
    `docker image inspect ${imageId} > "$H/agent/image.json"`,
    `docker rm -f ${name} 2> "$H/agent/before" || true`,
    [
      `docker run -d --name ${name} --label holdfast.installation=${installation} --label holdfast.part=agent`,
      dockerOptions,
      ...['/dev', '$S', '$H/agent', '$H/run'].map(bind),
      ...settings,
      imageId,
      ...agentContainer.command,
    ].join(' '),
  ].join('; ')
  return `printf '%s\\n' '${token}' | sh -ec '${script}'`
}
