/** A command as it is run inside a network namespace; on this machine itself when there is none. */
export const inNamespace = (
  namespace: string | null,
  command: readonly [string, ...string[]],
): [program: string, ...args: string[]] =>
  namespace === null ? [...command] : ['nsenter', `--net=/run/netns/${namespace}`, '--', ...command]
