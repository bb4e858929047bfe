import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { ApiProblem } from './api/problem.ts'
import { loadPageAtHand, preloadPages } from './preload-pages.ts'
import { routeTree } from './routes.ts'
import { Announcer } from './ui/announcer.tsx'

/** A refusal stays a refusal; only what says that waiting helps is asked again. */
const mayHelp = (failures: number, error: unknown) =>
  failures < 3 && error instanceof ApiProblem && error.document.retry === 'later' && error.status !== 429

const client = new QueryClient({
  // The event stream keeps the cache fresh; reading again at each focus would only cause load.
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: mayHelp,
      retryDelay: (failures) => 300 * 2 ** failures,
    },
  },
})

const router = createRouter({
  routeTree,
  context: { client },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingMs: 200,
  defaultPendingMinMs: 300,
})

loadPageAtHand(router)
void preloadPages(router)

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Announcer>
        <RouterProvider router={router} />
      </Announcer>
    </QueryClientProvider>
  )
}
