# bash completion for trailsift; printed by trailsift --generate=bash
_trailsift()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local fields='time event source identity session key type caller function function.arn resource ip agent region account error result kind mfa readonly category id request shared file form partial'
	local i verb=
	COMPREPLY=()
	case $prev in
	-f|--filter)
		COMPREPLY=($(compgen -W "$fields" -- "$cur"))
		return
		;;
	--since)
		return
		;;
	--until)
		return
		;;
	--by)
		COMPREPLY=($(compgen -W "$fields" -- "$cur"))
		return
		;;
	--confidence)
		COMPREPLY=($(compgen -W 'exact same-second probable ambiguous' -- "$cur"))
		return
		;;
	-o|--output)
		COMPREPLY=($(compgen -W 'table json ndjson csv md' -- "$cur"))
		return
		;;
	--columns)
		COMPREPLY=($(compgen -W "$fields" -- "$cur"))
		return
		;;
	-n|--limit)
		return
		;;
	--sort)
		COMPREPLY=($(compgen -W "$fields" -- "$cur"))
		return
		;;
	-j|--threads)
		return
		;;
	--memory)
		return
		;;
	--limit-depth)
		return
		;;
	--limit-record)
		return
		;;
	--limit-file)
		return
		;;
	--limit-ratio)
		return
		;;
	--keys)
		return
		;;
	--signature)
		return
		;;
	--color)
		COMPREPLY=($(compgen -W 'auto never always' -- "$cur"))
		return
		;;
	--theme)
		COMPREPLY=($(compgen -W 'default dark light mono' -- "$cur"))
		return
		;;
	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*) ;;
		*) verb=1 ;;
		esac
	done
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W '--filter --since --until --by --confidence --back --output --columns --limit --sort --utc --local --threads --memory --limit-depth --limit-record --limit-file --limit-ratio --strict --verify --keys --signature --color --ascii --theme --quiet --verbose --help --version --man' -- "$cur"))
		return
	fi
	COMPREPLY=($(compgen -f -- "$cur"))
	[[ -n $verb ]] || COMPREPLY+=($(compgen -W 'summary events count functions function identities identity trace radius files coverage show verify' -- "$cur"))
}
complete -o filenames -F _trailsift trailsift
