export const text = {
  signIn: {
    title: 'Sign in',
    lead: 'Your databases, on your own hosts.',
    goOn: 'Sign in to go on where you were.',
    other: 'No account yet?',
    forgot: 'Forgot password?',
  },
  signUp: {
    title: 'Sign up',
    lead: 'Two fields, then your first database.',
    other: 'Have an account?',
    closed: 'Sign-up is closed here. Ask an operator of this installation for an invitation.',
  },
  setup: {
    title: 'Set up Holdfast',
    lead: 'You are the first here and become the operator of this installation.',
  },
  notFound: {
    title: 'There is no such page',
    lead: 'The address leads nowhere. A renamed thing keeps its id; look for it in the lists.',
    home: 'To the databases',
  },
}
