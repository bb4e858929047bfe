export const text = { more: 'Show more', reading: 'Reading…' }
