import type { InvitationView } from '@holdfast/shared/contract/invitation-routes'
import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { onSessionChange, signedInPerson } from '../../api/session.ts'
import { firstPages } from '../listing/first-pages.ts'

export const invitationsQuery = (organization: string, pages = 1) =>
  queryOptions({
    queryKey: keys.invitations(organization, pages),
    queryFn: ({ signal }) => firstPages(pages, (query) => call('invitations.list', { organization, query, signal })),
  })

export interface MadeLink {
  readonly organization: string
  readonly invitation: InvitationView
  readonly url: string
  readonly isMailed: boolean
}

/** Links that this tab has made: the API keeps none of them. They go with the tab, and with who is signed in. */
let links: ReadonlyMap<string, MadeLink> = new Map()
let owner: string | undefined
const listeners = new Set<() => void>()

function change(next: ReadonlyMap<string, MadeLink>): void {
  links = next
  owner = signedInPerson()?.id
  for (const listener of listeners) listener()
}

onSessionChange(() => {
  if (links.size > 0 && signedInPerson()?.id !== owner) change(new Map())
})

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Links of an organization that were made in this tab, by the id of their invitation. */
export function useMadeLinks(organization: string): ReadonlyMap<string, MadeLink> {
  const made = useSyncExternalStore(subscribe, () => links)
  return new Map([...made].filter(([, link]) => link.organization === organization))
}

const keep = (organization: string, { invitation, url, isMailed }: Omit<MadeLink, 'organization'>): MadeLink => {
  const made = { organization, invitation, url, isMailed }
  change(new Map([...links, [invitation.id, made]]))
  return made
}

export function useInvitationChanges(organization: string) {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['invitations', organization] })
  return {
    invite: useMutation({
      mutationFn: async (body: { email: string; role: MemberRole }) =>
        keep(organization, await call('invitations.create', { organization, body })),
      onSettled,
    }),
    sendAgain: useMutation({
      mutationFn: async (invitationId: string) =>
        keep(organization, await call('invitations.resend', { organization, params: { invitationId } })),
      onSettled,
    }),
    revoke: useMutation({
      mutationFn: async (invitationId: string) => {
        await call('invitations.revoke', { organization, params: { invitationId } })
        change(new Map([...links].filter(([id]) => id !== invitationId)))
      },
      onSettled,
    }),
  }
}
