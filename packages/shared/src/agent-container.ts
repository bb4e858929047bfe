/**
 * How an agent's container is run, wherever it is started from: by `npm start` on the first machine, by the printed line on
 * those that join. Mounting, loop devices, networks and the processes of instances: each right is needed, and no other is given.
 */
export const agentContainer = {
  command: ['node', '--enable-source-maps', '/app/agent.mjs'],
  capabilities: [
    'SYS_ADMIN',
    'SYS_CHROOT',
    'SYS_PTRACE',
    'NET_ADMIN',
    'DAC_OVERRIDE',
    'CHOWN',
    'FOWNER',
    'KILL',
    'SETUID',
    'SETGID',
  ],
  securityOptions: ['no-new-privileges', 'seccomp=unconfined', 'apparmor=unconfined'],
  deviceRules: ['b 7:* rwm', 'c 10:237 rwm'],
  memoryMiB: 512,
  cpus: 2,
  pids: 256,
  stopGraceSeconds: 10,
} as const
