import { z } from 'zod'

export type Retry = 'never' | 'later' | 'after-change'

interface Entry<Facts extends z.ZodType> {
  /** A short statement of fact, the same for every occurrence (RFC 9457 §3.1.3). */
  readonly title: string
  readonly facts: Facts
  readonly retry: Retry
  /** One sentence with the facts in it. */
  readonly detail: (facts: z.infer<Facts>) => string
  /** What the reader can do. */
  readonly remedy: string
}

const entry = <Facts extends z.ZodType>(it: Entry<Facts>): Entry<Facts> => it
const none = z.object({})
const subject = z.object({ subject: z.string() })
const because = z.object({ because: z.string() })

/** Every error a person can meet, in the words of every program: API, CLI, console, agent and operations. */
export const problemCatalogue = {
  'invalid-input': entry({
    title: 'The request has fields that cannot be accepted',
    facts: z.object({ fields: z.array(z.string()) }),
    retry: 'after-change',
    detail: ({ fields }) => `These fields need another value: ${fields.join(', ')}.`,
    remedy: 'Correct the named fields; `errors` says what each must be.',
  }),
  'malformed-body': entry({
    title: 'The body cannot be read as JSON',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The body could not be read: ${because}.`,
    remedy: 'Send one well-formed JSON document in UTF-8.',
  }),
  'wrong-content-type': entry({
    title: 'The content type is not supported',
    facts: z.object({ given: z.string() }),
    retry: 'after-change',
    detail: ({ given }) => `The body came as "${given}".`,
    remedy: 'Send `content-type: application/json`.',
  }),
  'body-too-large': entry({
    title: 'The body is too large',
    facts: z.object({ limitBytes: z.int() }),
    retry: 'after-change',
    detail: ({ limitBytes }) => `No request may be larger than ${limitBytes} bytes.`,
    remedy: 'Send a smaller body.',
  }),
  'not-signed-in': entry({
    title: 'You are not signed in',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The request carries no valid proof of who you are: ${because}.`,
    remedy: 'Sign in again, or send a valid token as `authorization: Bearer …`.',
  }),
  'sign-in-refused': entry({
    title: 'E-mail or password is wrong',
    facts: none,
    retry: 'after-change',
    detail: () => 'No person with this e-mail and password was found.',
    remedy: 'Check both and try again.',
  }),
  'setup-code-wrong': entry({
    title: 'The setup code is wrong',
    facts: none,
    retry: 'after-change',
    detail: () => 'The first operator signs up with the setup code that `npm start` printed.',
    remedy: 'Copy the code from the output of `npm start`, or read it from the file it names.',
  }),
  'sign-up-closed': entry({
    title: 'Sign-up is closed',
    facts: z.object({ mode: z.string() }),
    retry: 'never',
    detail: ({ mode }) => `This installation lets people in by: ${mode}.`,
    remedy: 'Ask an operator for an invitation.',
  }),
  'email-taken': entry({
    title: 'Somebody has signed up with this e-mail',
    facts: none,
    retry: 'after-change',
    detail: () => 'A person with this e-mail exists.',
    remedy: 'Sign in instead, or use another address.',
  }),
  'session-reused': entry({
    title: 'This session was ended because its refresh token was used twice',
    facts: none,
    retry: 'after-change',
    detail: () => 'A refresh token came back after it had been replaced; somebody may have copied it.',
    remedy: 'Sign in again.',
  }),
  'session-needed': entry({
    title: 'Only a signed-in person can do this',
    facts: none,
    retry: 'never',
    detail: () => 'The request came with a token, and a token is no person.',
    remedy: 'Sign in with e-mail and password and use the session.',
  }),
  'fresh-sign-in-needed': entry({
    title: 'Your password is needed once more',
    facts: z.object({ minutes: z.int() }),
    retry: 'after-change',
    detail: ({ minutes }) => `Passwords of databases are shown within ${minutes} minutes of typing your own.`,
    remedy: 'Type your password again, or use a token that may connect.',
  }),
  'invitation-refused': entry({
    title: 'The invitation cannot be used',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The invitation ${because}.`,
    remedy: 'Ask whoever invited you to send it again.',
  }),
  'invitation-for-another': entry({
    title: 'The invitation is for somebody else',
    facts: z.object({ email: z.string() }),
    retry: 'after-change',
    detail: ({ email }) => `It was made for ${email}.`,
    remedy: 'Sign in with the e-mail that was invited, or ask for an invitation of your own.',
  }),
  'already-member': entry({
    title: 'The person has this place already',
    facts: z.object({ email: z.string(), role: z.string() }),
    retry: 'never',
    detail: ({ email, role }) => `${email} is ${role} of this organization.`,
    remedy: 'Change the role of the member instead.',
  }),
  'already-invited': entry({
    title: 'The person is invited already',
    facts: z.object({ email: z.string(), invitationId: z.string() }),
    retry: 'after-change',
    detail: ({ email, invitationId }) => `${email} has an invitation that is still good (${invitationId}).`,
    remedy: 'Send that invitation again, or revoke it first.',
  }),
  'last-owner': entry({
    title: 'An organization needs an owner',
    facts: z.object({ organization: z.string(), email: z.string() }),
    retry: 'after-change',
    detail: ({ organization, email }) => `${email} is the last owner of "${organization}".`,
    remedy: 'Make another member owner first; an organization with nobody else must have no databases.',
  }),
  'last-operator': entry({
    title: 'An installation needs an operator',
    facts: z.object({ email: z.string() }),
    retry: 'after-change',
    detail: ({ email }) => `${email} is the last operator.`,
    remedy: 'Make somebody else operator first.',
  }),
  'password-not-yours-to-reset': entry({
    title: 'This password is not yours to reset',
    facts: z.object({ email: z.string() }),
    retry: 'never',
    detail: ({ email }) => `The account of ${email} reaches further than this organization or than your role.`,
    remedy: 'Ask an operator of the installation for a reset link.',
  }),
  'mail-not-configured': entry({
    title: 'This installation sends no e-mail',
    facts: none,
    retry: 'never',
    detail: () => 'No mail server is configured, so no link can be mailed.',
    remedy: 'Ask an admin of your organization or an operator for a reset link.',
  }),
  'reset-refused': entry({
    title: 'The reset link cannot be used',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The link ${because}.`,
    remedy: 'Ask for a new reset link.',
  }),
  'cross-site-request': entry({
    title: 'The request came from another site',
    facts: z.object({ origin: z.string() }),
    retry: 'never',
    detail: ({ origin }) => `Requests with cookies are not taken from "${origin}".`,
    remedy: 'Use the console under its own address, or a token.',
  }),
  'permission-missing': entry({
    title: 'You may not do this',
    facts: z.object({ permission: z.string() }),
    retry: 'never',
    detail: ({ permission }) => `It needs the permission ${permission}.`,
    remedy: 'Ask an owner or admin of the organization, or use a token that has this scope.',
  }),
  'not-found': entry({
    title: 'There is no such thing here',
    facts: subject,
    retry: 'never',
    detail: ({ subject }) => `${subject} was not found.`,
    remedy: 'Check the id or name, and the organization you speak for.',
  }),
  'method-not-allowed': entry({
    title: 'There is no such route',
    facts: z.object({ method: z.string(), path: z.string() }),
    retry: 'never',
    detail: ({ method, path }) => `${method} ${path} is not a route of this API.`,
    remedy: 'See /docs for every route.',
  }),
  'too-many-requests': entry({
    title: 'Too many attempts',
    facts: z.object({ retryAfterSeconds: z.int() }),
    retry: 'later',
    detail: ({ retryAfterSeconds }) => `Wait ${retryAfterSeconds} s before you try again.`,
    remedy: 'Wait as long as `Retry-After` says.',
  }),
  'name-taken': entry({
    title: 'The name is taken',
    facts: z.object({ name: z.string() }),
    retry: 'after-change',
    detail: ({ name }) => `"${name}" exists in this organization.`,
    remedy: 'Choose another name.',
  }),
  'quota-exceeded': entry({
    title: 'The quota of the organization is used up',
    facts: z.object({ what: z.string(), limit: z.number(), used: z.number(), asked: z.number() }),
    retry: 'after-change',
    detail: ({ what, limit, used, asked }) => `${what}: ${used} of ${limit} are used and ${asked} more were asked for.`,
    remedy: 'Delete what is no longer needed, ask for less, or ask an operator to raise the quota.',
  }),
  'no-host-fits': entry({
    title: 'No host has room for this',
    facts: z.object({ hosts: z.array(z.object({ host: z.string(), because: z.string() })) }),
    retry: 'after-change',
    detail: ({ hosts }) =>
      hosts.length === 0
        ? 'No host has joined yet.'
        : hosts.map(({ host, because }) => `${host}: ${because}`).join('; '),
    remedy: 'Choose a smaller size or less storage, or add a host.',
  }),
  'database-busy': entry({
    title: 'Another operation works on this database',
    facts: z.object({ operationId: z.string(), kind: z.string() }),
    retry: 'later',
    detail: ({ operationId, kind }) => `${kind} (${operationId}) is not finished.`,
    remedy: 'Wait for it, or cancel it where that is possible.',
  }),
  'database-protected': entry({
    title: 'The database is protected against deletion',
    facts: z.object({ name: z.string() }),
    retry: 'after-change',
    detail: ({ name }) => `Delete protection of "${name}" is on.`,
    remedy: 'Turn the protection off first (`holdfast database protect NAME --off`).',
  }),
  'database-deleted': entry({
    title: 'The database is deleted',
    facts: z.object({ name: z.string(), recoverableUntil: z.string().nullable() }),
    retry: 'after-change',
    detail: ({ name, recoverableUntil }) =>
      recoverableUntil ? `"${name}" can be brought back until ${recoverableUntil}.` : `"${name}" is gone for good.`,
    remedy: 'Undelete it while that is possible.',
  }),
  'database-not-running': entry({
    title: 'The database does not run',
    facts: because,
    retry: 'later',
    detail: ({ because }) => `The database cannot answer: ${because}.`,
    remedy: 'Wait for its operation, or look at the operation that failed.',
  }),
  'version-conflict': entry({
    title: 'It was changed by somebody else meanwhile',
    facts: z.object({ given: z.string(), current: z.string() }),
    retry: 'after-change',
    detail: ({ given, current }) => `You changed version ${given}; the current one is ${current}.`,
    remedy: 'Read it again, then send your change with its ETag as If-Match.',
  }),
  'precondition-required': entry({
    title: 'The change must name the version it is about',
    facts: none,
    retry: 'after-change',
    detail: () => 'A change of a database needs the header If-Match.',
    remedy: 'Send the ETag of the last read as If-Match; `*` changes whatever is there.',
  }),
  'idempotency-key-reused': entry({
    title: 'The idempotency key was used for another request',
    facts: z.object({ key: z.string() }),
    retry: 'after-change',
    detail: ({ key }) => `Key ${key} belongs to a different request.`,
    remedy: 'Use a fresh key for every new request.',
  }),
  'idempotency-key-required': entry({
    title: 'The request needs an idempotency key',
    facts: none,
    retry: 'after-change',
    detail: () => 'A request that starts work must carry the header Idempotency-Key.',
    remedy: 'Send a fresh random value (a UUID) as Idempotency-Key.',
  }),
  'request-in-progress': entry({
    title: 'The same request is being worked on',
    facts: none,
    retry: 'later',
    detail: () => 'A request with this idempotency key has not been answered yet.',
    remedy: 'Send it again in a moment; you will get the same answer.',
  }),
  'unknown-choice': entry({
    title: 'The choice does not exist',
    facts: z.object({ what: z.string(), given: z.string(), choices: z.array(z.string()) }),
    retry: 'after-change',
    detail: ({ what, given, choices }) =>
      `${what} "${given}" does not exist; there is ${choices.join(', ') || 'none yet'}.`,
    remedy: 'Choose one of those named.',
  }),
  'not-available-yet': entry({
    title: 'This installation cannot do this yet',
    facts: z.object({ what: z.string() }),
    retry: 'never',
    detail: ({ what }) => `${what} is not available in this version of Holdfast.`,
    remedy: 'Leave it out of the request.',
  }),
  'operation-not-cancellable': entry({
    title: 'The operation cannot be cancelled now',
    facts: z.object({ step: z.string() }),
    retry: 'never',
    detail: ({ step }) => `It is at "${step}", from where there is only the way forward.`,
    remedy: 'Wait for its end, then undo what it did.',
  }),
  'operation-overdue': entry({
    title: 'The operation took too long',
    facts: z.object({ kind: z.string(), because: z.string() }),
    retry: 'later',
    detail: ({ kind, because }) => `${kind} did not finish in time; the last wait was: ${because}.`,
    remedy: 'Look at what it waits for; start it again when that is mended.',
  }),
  'create-failed': entry({
    title: 'The database could not be created',
    facts: because,
    retry: 'later',
    detail: ({ because }) => `Everything made so far was removed again, because ${because}.`,
    remedy: 'Mend the cause or choose another size, then create it again.',
  }),
  'instance-failed': entry({
    title: 'The instance does not run',
    facts: because,
    retry: 'later',
    detail: ({ because }) => `The host could not bring it up: ${because}.`,
    remedy: 'Look at the host and its conditions.',
  }),
  'host-silent': entry({
    title: 'The host is silent',
    facts: z.object({ host: z.string(), sinceSeconds: z.int() }),
    retry: 'later',
    detail: ({ host, sinceSeconds }) => `${host} has not been heard for ${sinceSeconds} s.`,
    remedy: 'Check that the host runs and reaches the control plane.',
  }),
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
    remedy: 'Upgrade the older side.',
  }),
  'identity-refused': entry({
    title: 'The certificate does not allow this',
    facts: because,
    retry: 'never',
    detail: ({ because }) => `The host was refused: ${because}.`,
    remedy: 'Join the host again with a fresh token.',
  }),
  'address-refused': entry({
    title: 'Nothing is sent to this address',
    facts: z.object({ url: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ url, because }) => `${url} is not called: ${because}.`,
    remedy: 'Name a public https address; an operator can allow others with HOLDFAST_OUTBOUND_ALLOW.',
  }),
  'role-name-taken': entry({
    title: 'The name of the role is taken',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ name, because }) => `No role can be called "${name}": ${because}.`,
    remedy: 'Choose another name.',
  }),
  'logical-database-name-taken': entry({
    title: 'The name of the logical database is taken',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ name, because }) => `No logical database can be called "${name}": ${because}.`,
    remedy: 'Choose another name; a deleted one keeps its name until it is erased.',
  }),
  'access-refused': entry({
    title: 'The engine refused the change of access',
    facts: z.object({ item: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ item, because }) => `${item}: ${because}.`,
    remedy: 'Mend what the engine names, or take the wish back; it is tried again at the next change.',
  }),
  'extension-not-offered': entry({
    title: 'The extension is not offered',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'never',
    detail: ({ name, because }) => `"${name}" is not installed: ${because}.`,
    remedy: 'See which extensions are offered (`holdfast extension list NAME`).',
  }),
  'access-limit-reached': entry({
    title: 'A database holds no more of these',
    facts: z.object({ what: z.string(), limit: z.int() }),
    retry: 'after-change',
    detail: ({ what, limit }) => `A database has at most ${limit} ${what}.`,
    remedy: 'Remove what is no longer needed.',
  }),
  'alert-closed': entry({
    title: 'The alert is closed',
    facts: z.object({ closedAt: z.string() }),
    retry: 'never',
    detail: ({ closedAt }) => `It was closed at ${closedAt}; nothing is sent about it any more.`,
    remedy: 'Mute an open alert.',
  }),
  'webhook-disabled': entry({
    title: 'The webhook is disabled',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `Nothing is sent to it: ${because}.`,
    remedy: 'Mend the receiver, then enable the webhook.',
  }),
  unavailable: entry({
    title: 'The control plane cannot answer just now',
    facts: because,
    retry: 'later',
    detail: ({ because }) => `Try again in a moment: ${because}. Databases go on serving.`,
    remedy: 'Try again; if it lasts, an operator should look at /readyz.',
  }),
  unexpected: entry({
    title: 'Something unexpected went wrong',
    facts: z.object({ incidentId: z.string() }),
    retry: 'later',
    detail: ({ incidentId }) => `It was recorded as ${incidentId}.`,
    remedy: 'Try again; if it stays, give the incident id to an operator.',
  }),
} as const

export type ProblemCode = keyof typeof problemCatalogue
export type ProblemFacts<Code extends ProblemCode> = z.infer<(typeof problemCatalogue)[Code]['facts']>
