/**
 * pg_hba.conf. The first matching line decides, so refusals stand before the one line that admits.
 * Replication is refused by absence: `all` does not match it. `+hf_platform` means members of that role: a tenant may
 * make a role named hf_something, but cannot join it. `knowsClients`: there is an authority for clients' certificates;
 * without one nobody who needs a certificate gets in.
 */
export const accessRules = (knowsClients: boolean): string =>
  [
    'local   all       postgres                 peer map=instance-manager',
    'local   all       hf_keeper                peer map=instance-manager',
    'local   all       all                      reject',
    'hostnossl all     all           all        reject',
    'host    all       postgres      all        reject',
    // It comes from the database's own network, to look verifiers up, and to nowhere else.
    'hostssl holdfast  hf_pooler     samenet    scram-sha-256',
    'host    all       +hf_platform  all        reject',
    'host    holdfast,template0,template1  all  all  reject',
    knowsClients
      ? 'hostssl all       +hf_certified all        scram-sha-256 clientcert=verify-full'
      : 'host    all       +hf_certified all        reject',
    'hostssl all       all           all        scram-sha-256',
    '',
  ].join('\n')

/** pg_ident.conf: the one system user of the container, which is the instance manager's, is the superuser and the keeper. */
export const identities = (): string => 'instance-manager postgres postgres\ninstance-manager postgres hf_keeper\n'
