import type { MemberRole, Permission } from '@holdfast/shared/contract/permissions'

/** A role of an organization, or an operator of the installation without one. */
export type Role = MemberRole | 'operator'
export const roles: readonly Role[] = ['owner', 'admin', 'developer', 'viewer', 'auditor', 'operator']

export type Who =
  /** Without saying who. */
  | 'anybody'
  /** Whoever can prove who they are. */
  | 'signed-in'
  /** A signed-in person, never a token. */
  | 'person'
  /** The scope that a token needs, and the roles that give it. */
  | readonly [scope: Permission, roles: string]

const view = 'owner admin developer viewer'
const develop = 'owner admin developer'
const administer = 'owner admin'

/**
 * Who may call what: the intention, written by hand and apart from the contract, so that a route which is opened (or closed) by
 * mistake disagrees with it. Every route has its row.
 */
export const whoMay: Readonly<Record<string, Who>> = {
  'people.installation': 'anybody',
  'people.signUp': 'anybody',
  'people.signIn': 'anybody',
  'people.refresh': 'anybody',
  'people.signOut': 'person',
  'people.whoami': 'signed-in',

  'account.listSessions': 'person',
  'account.endSession': 'person',
  'account.endOtherSessions': 'person',
  'account.prove': 'person',
  'account.listTokens': 'person',
  'account.createToken': 'person',
  'account.revokeToken': 'person',
  'account.changePassword': 'person',
  'account.askPasswordReset': 'anybody',
  'account.resetPassword': 'anybody',
  'account.export': 'person',
  'account.remove': 'person',

  'organizations.list': 'signed-in',
  'organizations.create': 'signed-in',
  'organizations.quota': ['organization:read', view],
  'organizations.setQuota': ['platform:operate', 'operator'],
  'organizations.listTokens': ['token:manage', administer],
  'organizations.createToken': ['token:manage', administer],
  'organizations.revokeToken': ['token:manage', administer],

  'members.list': ['organization:read', view],
  'members.setRole': ['organization:manage', administer],
  'members.remove': ['organization:manage', administer],
  'members.offerPasswordReset': ['organization:manage', administer],
  'members.leave': 'person',
  'members.rename': ['organization:manage', administer],
  'members.transfer': ['organization:own', 'owner'],

  'invitations.list': ['organization:manage', administer],
  'invitations.create': ['organization:manage', administer],
  'invitations.resend': ['organization:manage', administer],
  'invitations.revoke': ['organization:manage', administer],
  'invitations.open': 'anybody',
  'invitations.accept': 'person',
  'invitations.signUp': 'anybody',

  'operators.listPeople': ['platform:operate', 'operator'],
  'operators.setOperator': ['platform:operate', 'operator'],
  'operators.offerPasswordReset': ['platform:operate', 'operator'],
  'operators.listOrganizations': ['platform:operate', 'operator'],

  'databases.create': ['database:create', develop],
  'databases.list': ['database:read', view],
  'databases.show': ['database:read', view],
  'databases.connection': ['database:read', view],
  'databases.reveal': ['database:connect', develop],
  'databases.change': ['database:change', develop],
  'databases.protect': ['database:change', develop],
  'databases.restart': ['database:change', develop],
  'databases.resize': ['database:change', develop],
  'databases.planResize': ['database:read', view],
  'databases.remove': ['database:delete', administer],
  'databases.undelete': ['database:delete', administer],

  'access.listRoles': ['database:read', view],
  'access.createRole': ['database:change', develop],
  'access.changeRole': ['database:change', develop],
  'access.removeRole': ['database:change', develop],
  'access.revealRole': ['database:connect', develop],
  'access.listLogicalDatabases': ['database:read', view],
  'access.createLogicalDatabase': ['database:change', develop],
  'access.removeLogicalDatabase': ['database:delete', administer],
  'access.undeleteLogicalDatabase': ['database:delete', administer],
  'access.listExtensions': ['database:read', view],
  'access.installExtension': ['database:change', develop],
  'access.removeExtension': ['database:change', develop],
  'access.listClientCertificates': ['database:read', view],
  'access.issueClientCertificate': ['database:change', develop],
  'access.revokeClientCertificate': ['database:change', develop],
  'access.listReplicationSlots': ['database:read', view],

  'operations.list': ['operation:read', view],
  'operations.show': ['operation:read', view],
  'operations.cancel': ['operation:cancel', develop],

  'platform.engines': 'signed-in',
  'platform.releases': 'signed-in',
  'platform.sizes': 'signed-in',
  'platform.hosts': ['host:read', `${view} operator`],
  'platform.host': ['host:read', `${view} operator`],
  'platform.labelHost': ['host:manage', 'operator'],
  'platform.removeHost': ['host:manage', 'operator'],
  'platform.createJoinToken': ['host:manage', 'operator'],
  'platform.auditEvents': ['audit:read', `${administer} auditor`],

  'metrics.catalogue': 'signed-in',
  'metrics.ofDatabase': ['database:read', view],
  'metrics.ofHost': ['platform:operate', 'operator'],

  'alerts.list': ['operation:read', view],
  'alerts.listOfInstallation': ['host:read', `${view} operator`],
  'alerts.mute': ['database:change', develop],
  'alerts.muteOfInstallation': ['host:manage', 'operator'],
  'alerts.unmute': ['database:change', develop],
  'alerts.unmuteOfInstallation': ['host:manage', 'operator'],
  'alerts.mailRules': ['organization:manage', administer],
  'alerts.setMailRule': ['organization:manage', administer],

  'webhooks.list': ['organization:manage', administer],
  'webhooks.create': ['organization:manage', administer],
  'webhooks.remove': ['organization:manage', administer],
  'webhooks.enable': ['organization:manage', administer],
  'webhooks.test': ['organization:manage', administer],
  'webhooks.deliveries': ['organization:manage', administer],
  'webhooks.sendAgain': ['organization:manage', administer],
}
