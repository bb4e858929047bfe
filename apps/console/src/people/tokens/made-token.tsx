import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Section } from '../../ui/section.tsx'
import type { Made } from './queries.ts'
import { text } from './text.ts'
import { tryLine, variablesOf } from './try-lines.ts'

const words = text.made

interface MadeTokenProps {
  made: Made
  onDone: () => void
}

/** The value of a new token with lines to paste; it is gone with this panel. */
export function MadeToken({ made: { token, value }, onDone }: MadeTokenProps) {
  const { origin } = window.location
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const variables = variablesOf(origin, value)
  return (
    <div tabIndex={-1} ref={panel}>
      <Section title={words.title(token.name)} isPanel>
        <p>{words.once}</p>
        <CodeBlock code={value} label={words.value} />
        <div>
          <CopyButton tone="primary" label={words.copyValue} value={value} />
        </div>
        <p>{words.scopes(token.scopes.map((scope) => text.scopes[scope]))}</p>
        <CodeBlock code={variables} label={words.variables} />
        <div>
          <CopyButton label={words.copyVariables} value={variables} />
        </div>
        <CodeBlock code={tryLine} label={words.curl} />
        <div>
          <CopyButton label={words.copyCurl} value={tryLine} />
        </div>
        {origin.startsWith('https:') && (
          <p>
            {words.caNote} <a href="/v1/ca.pem">{words.ca}</a>
          </p>
        )}
        <div>
          <Button onClick={onDone}>{words.done}</Button>
        </div>
      </Section>
    </div>
  )
}
