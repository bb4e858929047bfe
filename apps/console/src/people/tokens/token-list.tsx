import type { TokenView } from '@holdfast/shared/contract/organization-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatFully } from '../../ui/moments.ts'
import { formatDuration } from '../../ui/numbers.ts'
import { Section } from '../../ui/section.tsx'
import { Segments } from '../../ui/segments.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { tokensQuery, useTokenChanges, type Whose } from './queries.ts'
import { text } from './text.ts'
import styles from './token-list.module.css'

const words = text.list

function End({ token: { expiresAt, revokedAt } }: { token: TokenView }) {
  const now = useNow('calm')
  if (revokedAt) return <time dateTime={revokedAt}>{words.revoked}</time>
  if (!expiresAt) return words.noEnd
  const left = Date.parse(expiresAt) - now
  return (
    <time dateTime={expiresAt} title={formatFully(Date.parse(expiresAt))}>
      {left > 0 ? words.inDays(formatDuration(left)) : words.expired}
    </time>
  )
}

function RevokeButton({ token: { id, name, revokedAt }, whose }: { token: TokenView; whose: Whose }) {
  const { id: organization } = useOrganization()
  const { revoke } = useTokenChanges(organization)
  const showToast = useToast()
  if (revokedAt) return null
  const end = () =>
    revoke.mutate({ tokenId: id, whose }, { onSuccess: () => showToast({ words: words.wasRevoked(name) }) })
  return (
    <>
      <Button isBusy={revoke.isPending} busyLabel={words.revoking} aria-describedby={`token-${id}`} onClick={end}>
        {words.revoke}
      </Button>
      {revoke.isError && <ShownProblem problem={asProblem(revoke.error)} onRetry={end} />}
    </>
  )
}

const columnsFor = (whose: Whose): readonly Column<TokenView>[] => [
  {
    head: words.columns.name,
    cell: ({ id, name, scopes }) => (
      <>
        <span id={`token-${id}`} className={styles.name}>
          {name}
        </span>
        <span className={styles.scopes}>{scopes.join(', ')}</span>
      </>
    ),
  },
  { head: words.columns.prefix, cell: ({ prefix }) => <code>{prefix}…</code> },
  {
    head: words.columns.used,
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : words.neverUsed),
  },
  { head: words.columns.until, cell: (token) => <End token={token} /> },
  { head: words.columns.actions, cell: (token) => <RevokeButton token={token} whose={whose} /> },
]

const choices = [
  ['own', words.choices.own],
  ['all', words.choices.all],
] as const

interface TokenListProps {
  whose: Whose
  onChoose: (whose: Whose) => void
}

/** Tokens with their last use and their end; those of everybody for who manages them. */
export function TokenList({ whose: wanted, onChoose }: TokenListProps) {
  const { id } = useOrganization()
  const mayManage = usePermissions().has('token:manage')
  const whose = mayManage ? wanted : 'own'
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(tokensQuery(id, whose, pages)).data
  return (
    <Section title={words.title}>
      {mayManage ? (
        <div>
          <Segments label={words.whose} choices={choices} chosen={whose} onChoose={onChoose} />
        </div>
      ) : (
        <p>{words.onlyOwn}</p>
      )}
      {items.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Table caption={words.title} columns={columnsFor(whose)} rows={items} keyOf={({ id: key }) => key} />
      )}
      <ShowMore isMore={isMore} {...more} />
    </Section>
  )
}
