# What completes `milepost` in fish.
function __milepost_offers
    set -l word (commandline -ct)
    set -l offers (milepost completions fish -- (commandline -opc) "$word" 2>/dev/null)
    if test "$offers" = /
        __fish_complete_path "$word"
    else if set -q offers[1]
        printf '%s\n' $offers
    end
end
complete -c milepost -f -k -a '(__milepost_offers)'
