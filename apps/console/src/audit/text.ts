/** `person.signed-up` → `Person signed up`: the vocabulary of the trail is made to be read after splitting. */
export function actionWords(action: string): string {
  const words = action.replace(/[.-]/g, ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

export const text = {
  title: 'Audit',
  sentence:
    'Who did what here, from where, newest first. Each entry has a number of its own without gaps, and none is ever changed.',
  later:
    'Checking the chain of hashes and a signed export come with a later version; until then holdfast audit list and the API give every entry.',
  filter: {
    title: 'Which entries',
    when: 'When',
    ranges: [
      ['', 'Any time'],
      ['-1h', 'Last hour'],
      ['-1d', 'Last 24 hours'],
      ['-7d', 'Last 7 days'],
      ['-30d', 'Last 30 days'],
      ['chosen', 'From … to …'],
    ] as const,
    from: 'From',
    to: 'Until',
    zone: `In the time zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`,
    actor: 'Who',
    actorHint: 'A part of a name or e-mail address, or an id.',
    what: 'What',
    anything: 'Anything',
    submit: 'Show',
    clear: 'Show all',
  },
  entries: {
    title: 'Entries',
    none: 'Nothing has been done here yet.',
    noneLikeThese: 'No entry fits. A wider time or fewer conditions show more.',
    more: 'Show older ones',
    loading: 'Loading…',
    end: 'These are all.',
    kinds: { person: 'person', token: 'API token', system: 'the platform' },
    number: 'Number',
    at: 'At',
    who: 'Who',
    from: 'From address',
    subject: 'About',
    request: 'Request',
    facts: 'Facts',
    noFacts: 'none',
    unknown: '–',
  },
}
