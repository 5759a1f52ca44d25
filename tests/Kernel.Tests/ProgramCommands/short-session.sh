# What this prints must be what it prints on Linux. As session.sh, for emulators that take long.
exec 2>&1
rm -rf /tmp/osmosis-short; mkdir /tmp/osmosis-short; cd /tmp/osmosis-short || exit 9
echo pipes; seq 1 50 | grep 7 | sed 's/7/x/g' | tail -n 2
echo loops; for i in 1 2; do for j in a b; do echo "$i$j"; done; done | sort -r
echo jobs; (sleep 1; echo late) & job=$!; echo early; wait $job; echo "ended $?"
echo redirections; echo one > file; echo two >> file; cat < file; ls nothing 2> errors; cat errors
cat <<END
$((6 * 7)) and $(echo nested)
END
echo files; mkdir -p a/b; touch a/1 a/b/2; ln -s b/2 a/link; find . | sort; stat -c '%a %h %s %F' a/1 a/link
echo awk; printf '10 b\n9 a\n10 a\n' > table; sort -k2,2 -k1,1n table | awk '{ n += $1; print n, $2 }'
echo tar; tar cf all.tar a table && tar tf all.tar | sort; md5sum table
echo processes; ps -o pid,args | sed -n 1p; ps -o pid | grep -cw $$
echo vi; printf 'one\ntwo\n' > text; size='\033[24;80R'
printf "$size"'dd:s/two/TWO/\r:wq\r' | vi text > shown; echo $?; cat text
trap 'echo bye' EXIT; cd /; rm -r /tmp/osmosis-short; exit 7
