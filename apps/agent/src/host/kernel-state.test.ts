import { expect, it } from 'vitest'
import { translatedPort } from './kernel-state.ts'

const tuple = 'src=127.0.0.1 dst=127.0.0.1 sport=40000 dport=20001'
const answer = 'src=10.214.0.2 dst=10.214.0.1 sport=5432 dport=40000 [ASSURED] mark=0 zone=0 use=2'

it.each([
  ['of a client that the kernel has led on', `ipv4     2 tcp      6 431999 ESTABLISHED ${tuple} ${answer}`, 20_001],
  ['as the program writes it', `tcp      6 431999 ESTABLISHED ${tuple} ${answer}`, 20_001],
  ['not of one that is gone', `ipv4     2 tcp      6 119 TIME_WAIT ${tuple} ${answer}`, undefined],
  ['not of one that has only knocked', `ipv4     2 tcp      6 119 SYN_SENT ${tuple} [UNREPLIED] ${answer}`, undefined],
  [
    'not of one that the gateway itself serves',
    `ipv4     2 tcp      6 431999 ESTABLISHED ${tuple} src=127.0.0.1 dst=127.0.0.1 sport=20001 dport=40000 [ASSURED]`,
    undefined,
  ],
  ['not of something else', 'ipv4     2 udp      17 29 src=10.0.0.1 dst=10.0.0.2 sport=53 dport=53', undefined],
])('knows the port asked for %s', (_what, line, port) => expect(translatedPort(line)).toBe(port))
