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

/** Links made in this tab, by the id of their invitation. */
export const useMadeLinks = (): ReadonlyMap<string, MadeLink> => useSyncExternalStore(subscribe, () => links)

const keep = ({ invitation, url, isMailed }: MadeLink): MadeLink => {
  const made = { invitation, url, isMailed }
  change(new Map([...links, [invitation.id, made]]))
  return made
}

export function useInvitationChanges(organization: string) {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['invitations', organization] })
  return {
    invite: useMutation({
      mutationFn: async (body: { email: string; role: MemberRole }) =>
        keep(await call('invitations.create', { organization, body })),
      onSettled,
    }),
    sendAgain: useMutation({
      mutationFn: async (invitationId: string) =>
        keep(await call('invitations.resend', { organization, params: { invitationId } })),
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
