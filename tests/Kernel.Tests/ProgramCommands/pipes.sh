# What this prints must be what it prints on Linux, also on the smallest machine: no file has contents.
exec 2>&1
echo pipes; seq 1 300 | grep 7 | sed 's/7/x/g' | tail -n 3; seq 2000 | head -n 2000 | wc -c
seq 5 | sort -r | tr 1-5 a-e
for i in 1 2 3; do for j in a b; do echo "$i$j"; done; done | sort -r | uniq | head -n 4
echo jobs; (sleep 1; echo late) & job=$!; echo early; wait $job; echo "ended $?"
echo here; cat <<END | tr a-z A-Z
$((6 * 7)) and $(echo nested)
END
echo folders; mkdir -p /tmp/osmosis-pipes/a/b; ln -s b /tmp/osmosis-pipes/a/link; find /tmp/osmosis-pipes | sort
rm -r /tmp/osmosis-pipes
echo sums; seq 1 100 | awk '{ n += $1 } END { print n }'; seq 500 | sha256sum | cut -c 1-20; wc -c < /proc/$$/exe
exit 7
