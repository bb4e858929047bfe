/** A connection URL of libpq in its parts, each as it stands in the URL. */
export interface ConnectionTarget {
  readonly login: string
  readonly password: string
  /** `host:port`, or several with commas. */
  readonly places: string
  readonly database: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

const shape = /^postgresql:\/\/([^:@]*):([^@]*)@([^/]+)\/([^?]*)\?(.*)$/

/** The parts of a URL as the API writes it; the dots of a hidden password are its password. */
export function targetOf(url: string): ConnectionTarget {
  const [, login = '', password = '', places = '', database = '', query = ''] = shape.exec(url) ?? []
  const parameters = query.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [name, value.join('=')] as const
  })
  return { login, password, places, database, parameters }
}

/** The same with this file of the CA; other parameters stay. */
export const withCa = (target: ConnectionTarget, path: string): ConnectionTarget => ({
  ...target,
  parameters: target.parameters.map(([name, value]) =>
    name === 'sslrootcert' ? [name, path.split('/').map(encodeURIComponent).join('/')] : [name, value],
  ),
})

const queryOf = (parameters: ConnectionTarget['parameters']) =>
  parameters.map(([name, value]) => `${name}=${value}`).join('&')

export const urlOf = ({ login, password, places, database, parameters }: ConnectionTarget): string =>
  `postgresql://${login}:${password}@${places}/${database}?${queryOf(parameters)}`

/** The form of pgJDBC, which takes login and password as parameters. */
export const jdbcUrlOf = ({ login, password, places, database, parameters }: ConnectionTarget): string =>
  `jdbc:postgresql://${places}/${database}?${queryOf([['user', login], ['password', password], ...parameters])}`
