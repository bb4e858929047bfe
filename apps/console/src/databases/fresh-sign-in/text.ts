export const freshSignInText = {
  title: 'Type your password',
  lead: 'Passwords of databases are shown, and tokens that may connect are made, within ten minutes of typing your own. Nothing else is asked.',
  password: 'Your password',
  required: 'Enter your password.',
  wrong: 'This is not your password.',
  submit: 'Go on',
  busy: 'Checking…',
  cancel: 'Cancel',
}
