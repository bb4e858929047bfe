/** Path of a route below a database, with its words escaped. */
export const pathOf = (database: string, ...words: readonly string[]): string =>
  ['/v1/databases', database, ...words].map((word, index) => (index === 0 ? word : encodeURIComponent(word))).join('/')
