#compdef milepost
# What completes `milepost` in zsh.
_milepost() {
    local line
    local -a whole open
    for line in "${(@f)$(milepost completions zsh -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        case $line in
            '') ;;
            /) _files ;;
            *=|*=:*|*\\:|*\\::*) open+=("$line") ;;
            *) whole+=("$line") ;;
        esac
    done
    local -a anycase=(-M 'm:{[:lower:]}={[:upper:]}')
    (( $#open )) && _describe -V milepost open $anycase -S ''
    (( $#whole )) && _describe -V milepost whole $anycase
}
if [[ $funcstack[1] == _milepost ]]; then
    _milepost "$@"
else
    compdef _milepost milepost
fi
