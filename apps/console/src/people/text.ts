export const text = {
  signIn: { submit: 'Sign in', busy: 'Signing in…' },
  signUp: { submit: 'Sign up', busy: 'Signing up…' },
  setup: { submit: 'Set up', busy: 'Setting up…' },
  email: 'E-mail',
  password: 'Password',
  newPasswordHint: 'At least 12 characters. Paste and password managers are welcome.',
  setupCode: 'Setup code',
  setupCodeHint: 'npm start printed it; it also lies in the file secrets/setup-code of the installation’s home.',
  required: {
    credentials: { email: 'Enter your e-mail address.', password: 'Enter a password.' },
    setupCode: 'Enter the setup code.',
  },
  passwordTooShort: 'Use at least 12 characters.',
  account: {
    open: (email: string) => `Account of ${email}`,
    pages: 'Your pages',
    own: 'Account',
    installation: 'Installation',
    organizations: 'Organizations',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    signOut: 'Sign out',
    operator: 'Operator of this installation',
  },
}

/** Why something is disabled for this person. */
export const needsPermission = (permission: string): string =>
  `Needs the permission ${permission}. Ask an owner or admin of the organization.`
