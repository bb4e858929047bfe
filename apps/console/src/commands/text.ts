export const text = {
  asCommand: 'Show as command',
  holdfast: 'The same as a holdfast command',
  curl: 'The same as a request with curl',
  copyHoldfast: 'Copy holdfast command',
  copyCurl: 'Copy curl command',
}
