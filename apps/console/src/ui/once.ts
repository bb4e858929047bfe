/** Makes a thing when it is first asked for. What `Intl` makes costs a phone milliseconds each, and few pages need them all. */
export function once<Thing>(make: () => Thing): () => Thing {
  let made: { readonly thing: Thing } | undefined
  return () => {
    made ??= { thing: make() }
    return made.thing
  }
}
