import { execFile } from 'node:child_process'
import { accessSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { program } from './run-holdfast.ts'

export type Shell = 'bash' | 'zsh' | 'fish'

/** Whether this machine has the shell. */
export function hasShell(shell: Shell): boolean {
  try {
    accessSync(`/usr/bin/${shell}`)
    return true
  } catch {
    return false
  }
}

/** A folder for `PATH` with a `holdfast` in it. */
export async function installInto(folder: string): Promise<string> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  await symlink(program, join(bin, 'holdfast'))
  return bin
}

/** What each shell is told: it reads the script as people are told to, and completes the line as its Tab key does. */
const asked: Readonly<Record<Shell, (line: string) => readonly string[]>> = {
  bash: (line) => [
    '--norc',
    '-c',
    `source <(holdfast completion bash)
     read -ra COMP_WORDS <<< "$1"; [[ $1 == *' ' ]] && COMP_WORDS+=('')
     COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )) COMP_LINE=$1 COMP_POINT=\${#1}
     entry=$(complete -p holdfast); [[ $entry == *'-F _holdfast'* ]] || exit 3
     _holdfast holdfast "\${COMP_WORDS[COMP_CWORD]}" ''
     printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    line,
  ],
  // An interactive zsh on a terminal of its own, since its completion works nowhere else. A second key says that the first is done.
  zsh: (line) => [
    '-f',
    '-c',
    `zmodload zsh/zpty
     zpty shell zsh -f -i
     zpty -w shell "PROMPT= RPROMPT= PROMPT_EOL_MARK=; autoload -Uz compinit; compinit -u -D; source <(holdfast completion zsh)"
     zpty -w shell "say-end() print EN''D; zle -N say-end; bindkey '^I' list-choices; bindkey '^X' say-end; print REA''DY"
     until [[ $seen == *READY* ]]; do zpty -r shell seen || exit 3; done
     zpty -w -n shell "$1"$'\\t\\C-x'
     until [[ $out == *END* ]]; do zpty -r shell seen || exit 4; out+=$seen; done
     zpty -d shell
     print -r -- $out`,
    'zsh',
    line,
  ],
  fish: (line) => ['--no-config', '-c', 'holdfast completion fish | source; complete -C "$argv[1]"', line],
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is told beside the words is what must go
const gestures = /\u001b\[[0-9;?]*[A-Za-z]|[\r\u0007]/g

/** The words that a shell shows for a line that is being typed; zsh shows the line itself as well. */
export async function completeIn(shell: Shell, line: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const { stdout } = await promisify(execFile)(`/usr/bin/${shell}`, [...asked[shell](line)], {
    env: { TERM: 'xterm', ...environment, PATH: `${environment.PATH}:${dirname(process.execPath)}:/usr/bin:/bin` },
    timeout: 60_000,
  })
  return stdout
    .replace(gestures, '\n')
    .split(/\s+/)
    .filter((word) => word !== '')
}
