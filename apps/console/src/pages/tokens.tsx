import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useFreshSignIn } from '../databases/index.ts'
import { TokenDesk, TokenList, tokenText } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/tokens')

export function TokensPage() {
  const { whose = 'own' } = route.useSearch()
  const navigate = useNavigate()
  const { freshly, asked } = useFreshSignIn()
  return (
    <Page title={tokenText.title} sentence={tokenText.sentence}>
      <Part lines={8}>
        <TokenDesk freshly={freshly} />
      </Part>
      {asked}
      <Part lines={6}>
        <TokenList
          whose={whose}
          onChoose={(chosen) =>
            void navigate({
              from: '/o/$org/tokens',
              search: chosen === 'all' ? { whose: chosen } : {},
              replace: true,
            })
          }
        />
      </Part>
    </Page>
  )
}
