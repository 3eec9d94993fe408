# What completes `milepost` in bash.
_milepost() {
    local typed=${COMP_LINE:0:COMP_POINT} word part line cut=0
    word=${typed##*[[:space:]]}
    # A word is completed from the last of these characters on, where bash parts words at them.
    for part in : = ,; do
        if [[ $word == *"$part"* && $COMP_WORDBREAKS == *"$part"* ]]; then
            line=${word%"${word##*"$part"}"}
            ((${#line} > cut)) && cut=${#line}
        fi
    done
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == / ]]; then
            compopt -o default 2>/dev/null
        elif [[ -n $line ]]; then
            COMPREPLY+=("${line:cut}")
        fi
    done <<<"$(milepost completions bash -- "$typed" 2>/dev/null)"
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _milepost milepost 2>/dev/null || complete -F _milepost milepost
