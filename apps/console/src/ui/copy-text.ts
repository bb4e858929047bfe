/** The old way, for pages that came by plain HTTP, where the browser hides its clipboard. */
function copyBySelection(value: string): boolean {
  const area = document.createElement('textarea')
  area.value = value
  area.setAttribute('readonly', '')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const open = document.querySelector('dialog[open]') ?? document.body
  open.append(area)
  area.select()
  // Deprecated, and the only way without a secure context.
  const isCopied = document.execCommand('copy')
  area.remove()
  return isCopied
}

/** Puts text on the clipboard; false when the browser refused. */
export async function copyText(value: string): Promise<boolean> {
  if (!navigator.clipboard) return copyBySelection(value)
  return navigator.clipboard.writeText(value).then(
    () => true,
    () => copyBySelection(value),
  )
}
