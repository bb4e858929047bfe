import type { DatabaseId, OperationId, OrganizationId } from '@holdfast/shared/ids'
import type { Problem } from '@holdfast/shared/problems/problem'
import type { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import type { Move, Progress } from './move.ts'
import type { OperationRow } from './operation-store.ts'
import type { TaskOrdered, TaskRow } from './tasks.ts'

/** Reads remembered values that an earlier step has left; a missing one is a bug and named. */
export interface Recall<Memory> {
  <Name extends keyof Memory>(name: Name): NonNullable<Memory[Name]>
  <Name extends keyof Memory>(...names: [Name, Name, ...Name[]]): { [Key in Name]-?: NonNullable<Memory[Key]> }
}

export interface ChildWanted<Input extends z.ZodType> {
  /** Tells children of one step apart. */
  key: string
  input: z.input<Input>
  databaseId: DatabaseId | null
}

/** What a step is given. `Next` are the steps that the map lets it go to. */
export interface StepContext<Input, Memory, Tools, Next extends string = string> {
  readonly operationId: OperationId
  readonly organizationId: OrganizationId | null
  readonly databaseId: DatabaseId | null
  readonly input: Input
  readonly memory: Readonly<Memory>
  readonly recall: Recall<Memory>
  readonly tools: Tools
  readonly tx: Tx
  readonly now: Date
  /** How often the operation has entered this step, from 1. */
  readonly visit: number
  /** Why the operation last waited, was cancelled or ran out of time. */
  readonly because: string | null
  readonly cancelRequested: boolean
  readonly overdue: boolean
  go(next: Next, remember?: Partial<Memory>): Move
  /** Runs this step again after `seconds`, or at once when somebody tells of a change. */
  wait(seconds: number, because: string, more?: { progress?: Progress; remember?: Partial<Memory> }): Move
  stop(problem: Problem): Move
  /** The task of this visit on that host, ordered when it is not there yet. */
  ensureTask(ordered: TaskOrdered): Promise<TaskRow>
  /** The child of this visit, started when it is not there yet. The parent wakes when a child ends. */
  ensureChild<ChildInput extends z.ZodType>(
    definition: OperationDefinition<never, ChildInput>,
    wanted: ChildWanted<ChildInput>,
  ): Promise<OperationRow>
  /** Every child of this operation, oldest first. */
  children(): Promise<OperationRow[]>
}

/** Every step and the steps that it may lead to; `done` ends the operation well. */
export type OperationMap<Map> = { readonly [Step in keyof Map]: readonly (keyof Map | 'done')[] }

export interface OperationSpec<
  Tools,
  Input extends z.ZodType,
  Memory extends z.ZodObject,
  Map extends OperationMap<Map>,
> {
  /** Verb-noun in lower kebab case; stored with each operation. */
  readonly kind: string
  readonly input: Input
  /** What steps leave for later ones; every field is optional or has a default. */
  readonly memory: Memory
  /** Two unfinished operations of one key cannot be; null leaves the operation free. */
  exclusiveOn(input: z.infer<Input>): string | null
  /** Name of what the operation works on, for people. */
  subject?(input: z.infer<Input>): string | null
  /** Seconds from the start, and from each measured progress, after which the operation is overdue. */
  readonly finishWithin: number
  readonly start: NoInfer<keyof Map & string>
  readonly map: Map
  /** Steps from which a person may cancel. */
  readonly mayCancelAt?: readonly NoInfer<keyof Map & string>[]
  /** Where a cancel leads, to undo what was done; without it the operation ends at once. */
  readonly onCancel?: NoInfer<keyof Map & string>
  /** Where the passed deadline leads; without it the operation goes on and is only flagged. */
  readonly onOverdue?: NoInfer<keyof Map & string>
  readonly steps: {
    readonly [Step in keyof Map & string]: (
      context: StepContext<z.infer<Input>, z.infer<Memory>, Tools, Extract<Map[Step][number], string>>,
    ) => Promise<Move>
  }
}

export type Step<Tools> = (context: StepContext<never, Record<string, unknown>, Tools>) => Promise<Move>

/** An operation as the runner sees it: the same for all, whatever they remember. */
export interface OperationDefinition<in Tools = never, Input extends z.ZodType = z.ZodType> {
  readonly kind: string
  readonly input: Input
  readonly memory: z.ZodObject
  exclusiveOn(input: z.infer<Input>): string | null
  subject?(input: z.infer<Input>): string | null
  readonly finishWithin: number
  readonly start: string
  readonly map: Readonly<Record<string, readonly string[]>>
  readonly mayCancelAt: readonly string[]
  readonly onCancel?: string
  readonly onOverdue?: string
  readonly steps: Readonly<Record<string, Step<Tools>>>
}

/**
 * The word `defineOperation` for steps that are given these tools. The compiler refuses a step on the map without code, code
 * for a step that is not on the map, a way to an unknown step, and a `go` that the map does not name.
 */
export function operationsWith<Tools>() {
  return function defineOperation<
    Input extends z.ZodType,
    Memory extends z.ZodObject,
    const Map extends OperationMap<Map>,
  >(spec: OperationSpec<Tools, Input, Memory, Map>): OperationDefinition<Tools, Input> {
    const { map, steps, mayCancelAt = [], ...rest } = spec
    return {
      ...rest,
      mayCancelAt,
      map: map as OperationDefinition['map'],
      // Each step was checked against its own way out; the runner gives all of them the same context.
      steps: steps as unknown as OperationDefinition<Tools>['steps'],
    }
  }
}
