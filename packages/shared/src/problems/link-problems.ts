import { z } from 'zod'
import { because, entry } from './define-problem.ts'

/** Why a host, its agent or one of its messages was refused; each is told to the agent and kept in the audit trail. */
export const linkProblems = {
  'join-token-refused': entry({
    title: 'The join token is not accepted',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The token ${because}.`,
    remedy: 'Ask for a new join command; a token is good for one host and one hour.',
  }),
  'protocol-not-supported': entry({
    title: 'The agent speaks a protocol that this api does not know',
    facts: z.object({ given: z.int(), known: z.array(z.int()) }),
    retry: 'after-change',
    detail: ({ given, known }) => `Protocol ${given} was offered; known: ${known.join(', ')}.`,
    remedy:
      'Upgrade the agent to the version of the control plane; when the agent is the newer one, upgrade the control plane.',
  }),
  'identity-refused': entry({
    title: 'The certificate does not allow this',
    facts: because,
    retry: 'never',
    detail: ({ because }) => `The host was refused: ${because}.`,
    remedy: 'Join the host again with a fresh token.',
  }),
  'certificate-refused': entry({
    title: 'The certificate is not one of an agent of this installation',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The connection was refused: ${because}.`,
    remedy: 'Join the host again with a fresh token.',
  }),
  'certificate-revoked': entry({
    title: 'The certificate is no longer accepted',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The connection was refused: ${because}.`,
    remedy: 'Join the host again with a fresh token; if nobody replaced or removed it, its identity was copied.',
  }),
  'agent-already-connected': entry({
    title: 'Another agent speaks with this host’s identity',
    facts: z.object({ address: z.string(), firstAddress: z.string() }),
    retry: 'later',
    detail: ({ address, firstAddress }) =>
      `An agent at ${address} has the identity of this host, whose own agent is alive and connected from ${firstAddress}.`,
    remedy:
      'Stop the agent that does not belong; if the machine was copied, delete the copy’s identity and join it as a host of its own.',
  }),
  'subject-of-another-host': entry({
    title: 'This belongs to another host',
    facts: because,
    retry: 'never',
    detail: ({ because }) => `The host was refused: ${because}.`,
    remedy: 'A host is trusted for the databases it holds and for nothing else; look at what runs there.',
  }),
  'message-not-understood': entry({
    title: 'The message is not one of this protocol',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The message was refused: ${because}.`,
    remedy: 'Upgrade the agent to the version of the control plane.',
  }),
  'message-replayed': entry({
    title: 'The message was said before',
    facts: z.object({ given: z.int(), last: z.int() }),
    retry: 'after-change',
    detail: ({ given, last }) => `Message ${given} came after message ${last} of the same connection.`,
    remedy: 'Nothing between agent and control plane may repeat messages; look for what does.',
  }),
  'message-too-large': entry({
    title: 'The message is too large',
    facts: z.object({ limitBytes: z.int() }),
    retry: 'after-change',
    detail: ({ limitBytes }) => `No message may be larger than ${limitBytes} bytes.`,
    remedy: 'Look at what runs on the host; no page of a host within its limits is so large.',
  }),
}
