interface JoinTerms {
  readonly token: string
  readonly caPin: string
  readonly joinUrl: string
}

/**
 * One command for the new machine. The token comes in by standard input and lies in a file that only root reads: it is in no
 * argument and in no environment.
 */
export const joinCommand = ({ token, caPin, joinUrl }: JoinTerms): string =>
  [
    "sudo sh -ec 'umask 077",
    '  [ -n "$HOLDFAST_HOME" ] || export HOLDFAST_HOME=/var/lib/holdfast',
    '  mkdir -p "$HOLDFAST_HOME"',
    '  cat > "$HOLDFAST_HOME/join-token"',
    '  export HOLDFAST_JOIN_TOKEN_FILE="$HOLDFAST_HOME/join-token"',
    `  export HOLDFAST_JOIN_URL=${joinUrl} HOLDFAST_JOIN_CA_PIN=${caPin}`,
    "  exec node apps/agent/dist/agent.mjs' <<'TOKEN'",
    token,
    'TOKEN',
  ].join('\n')

/** Whether only the machine itself reaches the address. */
export const isLoopback = (url: string): boolean => {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
