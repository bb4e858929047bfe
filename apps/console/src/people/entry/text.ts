export const text = {
  invitation: {
    title: 'Invitation',
    lead: (invitedBy: string, organization: string, role: string) =>
      `${invitedBy} invites you to ${organization} as ${role}.`,
    until: (moment: string) => `The link is good once, until ${moment}.`,
    noSecret: 'The address holds no invitation. Open the whole link that you were given; after a reload open it again.',
    newPerson: (email: string) => `You sign up as ${email}. Choose a password.`,
    known: (email: string) => `${email} has an account here. Sign in to join.`,
    other: (present: string, invited: string) =>
      `You are signed in as ${present}, but the invitation is for ${invited}.`,
    signOut: 'Sign out and go on',
    password: 'Password',
    join: 'Join',
    joining: 'Joining…',
    signUp: 'Sign up and join',
  },
  reset: {
    title: 'New password',
    lead: 'Choose a new password. Every session of yours ends.',
    noSecret: 'The address holds no reset link. Open the whole link that you were given; after a reload open it again.',
    password: 'New password',
    submit: 'Set password',
    busy: 'Setting…',
    done: 'The new password holds. Every session has ended.',
    again: 'Ask for a new link',
  },
  forgot: {
    title: 'Forgot password',
    lead: 'A link with which you choose a new one comes by e-mail.',
    leadNoMail: 'No mail server is set up here, so no link can be mailed.',
    noMail:
      'Ask an owner or admin of your organization for a reset link: they make it under People, at your name. If you belong to several organizations, ask an operator of the installation.',
    noMailCommands: 'The same by the command line, for whom you ask',
    commands: 'holdfast member reset-password YOUR-EMAIL\nholdfast person reset-password YOUR-EMAIL',
    email: 'E-mail',
    required: 'Enter your e-mail address.',
    submit: 'Mail me a link',
    busy: 'Asking…',
    sent: (email: string) =>
      `If somebody signed up as ${email}, a link is on its way. It is good once, for a day. A second one comes only after five minutes.`,
  },
  toSignIn: 'To the sign-in',
}
