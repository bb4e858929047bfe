const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`

/** What CI has to know, as lines that a shell takes as well. */
export const variablesOf = (origin: string, token: string): string =>
  [`HOLDFAST_URL=${quoted(origin)}`, `HOLDFAST_TOKEN=${quoted(token)}`].map((line) => `export ${line}`).join('\n')

/** Works for every scope; the secret stays in the variable, so that it is in no history. */
export const tryLine = (origin: string): string => {
  const ask = '-H "Authorization: Bearer $HOLDFAST_TOKEN" "$HOLDFAST_URL/v1/whoami"'
  // The installation's own CA is known to browsers that were told, and to nobody else.
  return origin.startsWith('https:')
    ? `curl --fail-with-body --cacert holdfast-ca.pem ${ask}`
    : `curl --fail-with-body ${ask}`
}
