import type { UseFormReturn } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import type { CreateValues, EngineView, SizeView } from './create-values.ts'
import { SizeChoice } from './size-choice.tsx'
import { text } from './text.ts'

interface CreateFieldsProps {
  form: UseFormReturn<CreateValues>
  sizes: readonly SizeView[]
  engine: EngineView | undefined
}

const namePattern = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,59}$/
const words = text.create

/** Name, size, storage and version. */
export function CreateFields({ form, sizes, engine }: CreateFieldsProps) {
  const { errors } = form.formState
  return (
    <>
      <Field label={words.name} hint={words.nameHint} error={errors.name?.message} isMono>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            {...form.register('name', {
              required: words.nameRequired,
              pattern: { value: namePattern, message: words.nameWrong },
            })}
          />
        )}
      </Field>
      <SizeChoice sizes={sizes} register={form.register('size')} error={errors.size?.message} />
      <Field label={words.storage} hint={words.storageHint} error={errors.storageBytes?.message}>
        {(control) => (
          <input
            {...control}
            type="number"
            inputMode="numeric"
            min={1}
            step={1}
            {...form.register('storageBytes', {
              required: words.storageWrong,
              pattern: { value: /^[1-9]\d*$/, message: words.storageWrong },
            })}
          />
        )}
      </Field>
      <Field label={words.version} error={errors.version?.message}>
        {(control) => (
          <select {...control} {...form.register('version')}>
            {engine?.versions.map((version) => (
              <option key={version} value={version}>
                {engine.displayName} {version}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}
