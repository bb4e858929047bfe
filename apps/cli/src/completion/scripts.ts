/** One for each shell: it asks `holdfast completion offer` what may follow, so that it never grows old. */
export const scripts = {
  bash: `# holdfast completion for bash: source <(holdfast completion bash)
_holdfast() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    printf -v line '%q' "\${line%%$'\\t'*}"
    COMPREPLY+=("$line")
  done < <("$1" completion offer -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _holdfast holdfast
`,
  zsh: `#compdef holdfast
# holdfast completion for zsh: source <(holdfast completion zsh), after compinit
_holdfast() {
  local -a lines described plain
  local line
  lines=("\${(@f)$("\${words[1]}" completion offer -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    if [[ $line == *$'\\t'?* ]]; then
      described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    elif [[ -n $line ]]; then
      plain+=("\${line%%$'\\t'*}")
    fi
  done
  (( $#described )) && _describe 'holdfast' described
  (( $#plain )) && compadd -- $plain
}
if [[ \${funcstack[1]} == _holdfast ]]; then _holdfast "$@"; else compdef _holdfast holdfast; fi
`,
  fish: `# holdfast completion for fish: holdfast completion fish | source
function __holdfast_offer
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  command $words[1] completion offer -- $words[2..-1] "$current" 2>/dev/null
end
complete -c holdfast -f -a '(__holdfast_offer)'
`,
} as const
