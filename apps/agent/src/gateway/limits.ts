/** Bounds of one gateway process. Times are milliseconds. */
export type Limits = {
  /** A client must have sent its whole first packet by then. */
  firstPacketMs: number
  /** How long a client waits for a target before it is told to try again. */
  holdMs: number
  /** Pause between two looks at a target that is not there. */
  retryMs: number
  /** One attempt to connect, while the client can be held. */
  connectMs: number
  /** One attempt to connect when there is no second. */
  onlyConnectMs: number
  /** How long a target may take to answer whether it accepts connections. */
  probeMs: number
  /** After the target has ended its half, the client must end its own by then. */
  halfClosedMs: number
  /** After SIGTERM, open connections may go on for so long. */
  drainMs: number
  /** Pause before a port that could not be opened is tried again. */
  rebindMs: number
  heldPerEndpoint: number
  heldInAll: number
  /** Clients whose first packet is awaited; strangers (addresses outside the allow-list) cannot crowd out the others. */
  arriving: number
  arrivingStrangers: number
}

export const defaultLimits: Limits = {
  firstPacketMs: 5_000,
  holdMs: 10_000,
  retryMs: 25,
  connectMs: 300,
  onlyConnectMs: 2_000,
  probeMs: 1_000,
  halfClosedMs: 30_000,
  drainMs: 8_000,
  rebindMs: 1_000,
  heldPerEndpoint: 1_000,
  heldInAll: 5_000,
  arriving: 1_000,
  arrivingStrangers: 100,
}
