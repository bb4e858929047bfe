/** Headers that routes of the contract need. Written by `npm run build`; do not edit. */
export const headersOfRoutes = {
  'POST /v1/organizations': ['idempotency-key'],
  'POST /v1/databases': ['idempotency-key'],
  'PATCH /v1/databases/:database': ['if-match'],
  'PUT /v1/databases/:database/protection': ['if-match'],
  'POST /v1/databases/:database/restart': ['idempotency-key', 'if-match'],
  'DELETE /v1/databases/:database': ['if-match'],
  'POST /v1/databases/:database/undelete': ['idempotency-key'],
  'POST /v1/databases/:database/roles': ['idempotency-key'],
  'PATCH /v1/databases/:database/roles/:role': ['if-match'],
  'DELETE /v1/databases/:database/roles/:role': ['if-match'],
  'POST /v1/databases/:database/logical-databases': ['idempotency-key'],
  'DELETE /v1/databases/:database/logical-databases/:name': ['if-match'],
  'POST /v1/databases/:database/logical-databases/:name/undelete': ['idempotency-key'],
  'DELETE /v1/databases/:database/extensions/:extension': ['if-match'],
  'POST /v1/databases/:database/client-certificates': ['idempotency-key'],
  'POST /v1/webhooks': ['idempotency-key'],
} as const
