export const text = {
  copied: 'Copied.',
  copyRefused: 'The browser did not allow copying. Select the text and copy it by hand.',
  undo: 'Undo',
  undoFailed: (why: string) => `It could not be undone: ${why}`,
  dismiss: 'Dismiss',
  notices: 'Notices',
  ago: (amount: string) => `${amount} ago`,
  justNow: 'just now',
}
