import type { Probe } from '../probe.ts'

const pinned = 'sessions of the platform name their search path in the startup packet'
const elsewhere = 'no session of the platform uses the tenant’s objects'

const sprung = (name: string) => `perform public.probe_spring('${name}')`

interface Laid {
  readonly lays: (name: string) => readonly string[]
  readonly victim: string
  readonly because?: string
}

const trap = (name: string, { lays, victim, because = pinned }: Laid): Probe => ({
  name,
  kind: 'trap',
  tries: lays(name),
  victim,
  because,
})

/** `probe_trap` comes before pg_catalog in the search path that the tenant gave its database. */
export const trapProbes: readonly Probe[] = [
  trap('a function of the engine’s name waits in the search path', {
    lays: (name) => [
      `create function probe_trap.now() returns timestamptz language plpgsql as $$begin ${sprung(name)}; return clock_timestamp(); end$$`,
    ],
    victim: 'select now()',
  }),
  trap('an operator of the engine’s name waits in the search path', {
    lays: (name) => [
      `create function probe_trap.same(name, name) returns bool language plpgsql as $$begin ${sprung(name)}; return $1::text operator(pg_catalog.=) $2::text; end$$`,
      'create operator probe_trap.= (leftarg = name, rightarg = name, function = probe_trap.same)',
    ],
    victim: 'select rolname from pg_roles where rolname = current_user',
  }),
  trap('a cast that nobody asked for waits at a type', {
    lays: (name) => [
      'create type probe_trap.coin as (n int)',
      `create function probe_trap.to_coin(int) returns probe_trap.coin language plpgsql as $$begin ${sprung(name)}; return row($1)::probe_trap.coin; end$$`,
      'create cast (int as probe_trap.coin) with function probe_trap.to_coin(int) as implicit',
      'create function probe_trap.count_up(probe_trap.coin) returns int language plpgsql as $$begin return ($1).n; end$$',
    ],
    victim: 'select count_up(5)',
  }),
  trap('a view of a catalog’s name waits in the search path', {
    lays: (name) => [
      `create function probe_trap.look() returns int language plpgsql as $$begin ${sprung(name)}; return 1; end$$`,
      'create view probe_trap.pg_extension as select e.*, probe_trap.look() from pg_catalog.pg_extension e',
    ],
    victim: 'select * from pg_extension',
  }),
  trap('a view waits for whoever looks at tables', {
    lays: (name) => [
      `create function public.probe_look() returns int language plpgsql as $$begin ${sprung(name)}; return 1; end$$`,
      'create view public.probe_bait as select public.probe_look() as n',
    ],
    victim: 'select * from public.probe_bait',
    because: elsewhere,
  }),
  trap('a better operator waits in the schema that extensions are installed into', {
    lays: (name) => [
      `create function public.probe_join(text, int) returns text language plpgsql as $$begin ${sprung(name)}; return $1; end$$`,
      'create operator public.|| (leftarg = text, rightarg = int, function = public.probe_join)',
    ],
    victim: "set search_path = public; select 'a'::text || 1",
    because:
      'the image offers no extension whose script says unqualified names that a tenant can make better matches for',
  }),
  trap('a trigger waits on a table that changes hands', {
    lays: (name) => [
      'create table public.probe_hands (n int)',
      `create function public.probe_touch() returns trigger language plpgsql as $$begin ${sprung(name)}; return new; end$$`,
      'create trigger probe_touch before insert on public.probe_hands for each row execute function public.probe_touch()',
    ],
    victim: 'insert into public.probe_hands values (1)',
    because: elsewhere,
  }),
]
