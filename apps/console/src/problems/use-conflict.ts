import { useState } from 'react'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'

/** A reset that keeps nothing, although the form keeps what was typed when the page brings other values. */
export const anew = { keepDirtyValues: false, keepDirty: false } as const

/** One field on which two people disagree. */
export interface Disputed {
  readonly name: string
  readonly theirs: unknown
  readonly mine: unknown
  /** Whether this person changed it at all. */
  readonly isMine: boolean
}

/** Somebody else saved while this form was open. Nothing is lost: each field is theirs or mine, as chosen. */
export interface Conflict {
  readonly fields: readonly Disputed[]
  /** Goes on with mine in these fields and theirs in every other. */
  readonly settle: (mine: readonly string[]) => void
  /** Back to the form, with everything as it was typed. */
  readonly leave: () => void
}

interface ConflictState {
  readonly conflict: Conflict | null
  /** Opens the question; false when both saved the same. */
  readonly open: () => Promise<boolean>
}

interface ConflictOptions<Values extends FieldValues> {
  form: UseFormReturn<Values>
  /** Reads what is saved now. */
  theirs: (() => Promise<Values>) | undefined
  onSettled: () => void
  /** Sends the form as it then stands. */
  send: () => void
}

export function useConflict<Values extends FieldValues>(options: ConflictOptions<Values>): ConflictState {
  const { form, theirs, onSettled, send } = options
  // Read while rendering, or the library does not keep it.
  const { dirtyFields } = form.formState
  const [saved, setSaved] = useState<{ theirs: Values; fields: readonly Disputed[] } | null>(null)

  const open = async () => {
    if (!theirs) return false
    const now = await theirs()
    const mine = form.getValues()
    const fields = Object.keys(now)
      .filter((name) => now[name] !== mine[name])
      .map((name) => ({ name, theirs: now[name], mine: mine[name], isMine: name in dirtyFields }))
    if (fields.length > 0) setSaved({ theirs: now, fields })
    return fields.length > 0
  }

  const settle = (chosen: readonly string[]) => {
    if (!saved) return
    form.reset(saved.theirs, anew)
    for (const { name, mine } of saved.fields)
      if (chosen.includes(name))
        form.setValue(name as Path<Values>, mine as Values[Path<Values>], { shouldDirty: true })
    setSaved(null)
    onSettled()
    if (chosen.length > 0) send()
  }

  return { conflict: saved && { fields: saved.fields, settle, leave: () => setSaved(null) }, open }
}
