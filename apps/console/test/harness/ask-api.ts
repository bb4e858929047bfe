/** The REST API as another program uses it, to prepare what a story needs. */
// biome-ignore lint/suspicious/noExplicitAny: a stranger's program knows no types of ours
export type AskApi = (method: string, path: string, body?: unknown) => Promise<any>

interface Door {
  readonly url: string
  readonly email: string
  readonly password: string
  /** Id or name of the organization spoken for; without it the person's first. */
  readonly organization?: string
}

/** Signs in and gives a function that asks as this person; a refusal throws its detail. */
export async function askApiAs({ url, email, password, organization }: Door): Promise<AskApi> {
  let token = ''
  const ask: AskApi = async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(organization && { 'holdfast-organization': organization }),
        'idempotency-key': crypto.randomUUID(),
        ...(method !== 'GET' && { 'if-match': '*' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = response.status === 204 ? undefined : await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer?.detail}`)
    return answer
  }
  token = (await ask('POST', '/v1/sessions', { email, password })).accessToken
  return ask
}
