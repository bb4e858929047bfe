import { type Command, UsageError } from '../command.ts'
import { offersFor } from '../completion/offers-for.ts'
import { scripts } from '../completion/scripts.ts'

const shells = Object.keys(scripts)

const script: Command = {
  usage: 'completion SHELL',
  summary: 'A script that completes holdfast in bash, zsh or fish',
  example: 'holdfast completion bash > ~/.local/share/bash-completion/completions/holdfast',
  offers: { SHELL: shells },
  isForAnybody: true,
  async run(context, args) {
    const found = Object.entries(scripts).find(([shell]) => shell === args.at(0))
    if (!found) throw new UsageError(`a shell is one of ${shells.join(', ')}`)
    context.output.result({ shell: found[0], script: found[1] }, found[1].trimEnd())
    return 0
  },
}

/** The one that the scripts ask; it knows the others by `all`, since it is among them. */
export const completionCommands = (all: () => readonly Command[]): readonly Command[] => [
  script,
  {
    usage: 'completion offer [-- WORDS]',
    summary: 'What may stand in the place of the last word; the scripts ask this',
    example: 'holdfast completion offer -- database sh',
    takesRest: true,
    isForAnybody: true,
    async run(context, args) {
      const items = await offersFor(args.rest, all(), context)
      const lines = items.map(({ value, about }) => (about === '' ? value : `${value}\t${about}`))
      context.output.result({ items, nextCursor: null }, lines.join('\n'))
      return 0
    },
  },
]
