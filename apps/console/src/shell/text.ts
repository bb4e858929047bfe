export const text = {
  skip: 'Skip to the content',
  rail: 'Areas',
  areas: { databases: 'Databases', operations: 'Operations', hosts: 'Hosts' },
  more: 'More areas',
  moreWord: 'More',
  reconnecting: (moment: string) => `Reconnecting, shown as of ${moment}`,
  signInAgain: {
    title: 'Sign in to go on',
    lead: 'Your session has ended. Nothing you typed is lost: it goes on where it was.',
    leave: 'Sign out instead',
  },
  notFound: {
    title: 'There is no such page',
    lead: 'The address leads nowhere. Look for the thing in the lists.',
    home: 'To the databases',
  },
  faulty: { title: 'This page cannot be shown', lead: 'Your databases are not touched by this.' },
}
