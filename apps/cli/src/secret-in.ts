/** The secret of a link stands behind `#`; the secret alone is taken too. */
export const secretIn = (link: string): string => link.slice(link.indexOf('#') + 1).trim()
