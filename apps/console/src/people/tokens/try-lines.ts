const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`

/** What CI has to know, as lines that a shell takes as well. */
export const variablesOf = (origin: string, token: string): string =>
  [`HOLDFAST_URL=${quoted(origin)}`, `HOLDFAST_TOKEN=${quoted(token)}`].map((line) => `export ${line}`).join('\n')

/** Works for every scope; the secret stays in the variable, so that it is in no history. */
export const tryLine = 'curl --fail-with-body -H "Authorization: Bearer $HOLDFAST_TOKEN" "$HOLDFAST_URL/v1/whoami"'
