import { useEffect, useState } from 'react'
import { useAnnounce } from './announcer.tsx'
import { Button, type ButtonTone } from './button.tsx'
import { copyText } from './copy-text.ts'
import { text } from './text.ts'

interface CopyButtonProps {
  /** What is copied, in words: "Copy host". */
  label: string
  /** The text, or how to get it; undefined when it could not be had. */
  value: string | (() => Promise<string | undefined>)
  tone?: ButtonTone
  isDisabled?: boolean
  describedBy?: string | undefined
  /** A single key that presses it from anywhere on the page. */
  shortcut?: string
}

const shownMs = 1500

/** Copies without showing; says "Copied" by icon and by voice. */
export function CopyButton({ label, value, tone, isDisabled, describedBy, shortcut }: CopyButtonProps) {
  const [isDone, setIsDone] = useState(false)
  const announce = useAnnounce()

  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setIsDone(false), shownMs)
    return () => clearTimeout(timer)
  }, [isDone])

  const copy = async () => {
    const found = typeof value === 'string' ? value : await value()
    if (found === undefined) return
    const isCopied = await copyText(found)
    setIsDone(isCopied)
    announce(isCopied ? text.copied : text.copyRefused, isCopied ? 'polite' : 'assertive')
  }

  return (
    <Button
      {...(tone && { tone })}
      icon={isDone ? 'check' : 'copy'}
      isDisabled={isDisabled ?? false}
      aria-describedby={describedBy}
      aria-keyshortcuts={shortcut}
      onClick={() => void copy()}
    >
      {label}
    </Button>
  )
}
