# What this prints must be what it prints on Linux. PATH leads to nothing but the same busybox.
exec 2>&1
rm -rf /tmp/osmosis-session; mkdir /tmp/osmosis-session; cd /tmp/osmosis-session || exit 9
echo pipes; seq 1 300 | grep 7 | sed 's/7/x/g' | tail -n 3; seq 2000 | head -n 2000 | wc -c
echo loops; for i in 1 2 3; do for j in a b; do echo "$i$j"; done; done | sort -r | uniq | head -n 4
n=0; while [ $n -lt 50 ]; do n=$((n + 1)); [ $((n % 10)) = 0 ] && echo $n; done; case $n in 5*) echo fifty;; esac
echo jobs; (sleep 1; echo late) & job=$!; echo early; wait $job; echo "ended $?"
sleep 100 & kill $!; wait $! 2> /dev/null; echo "killed $?"
(exit 3) & wait $!; echo "exited $?"; seq 5 > first & seq 6 9 > second & wait; cat first second | tr '\n' ' '; echo
echo redirections; echo one > file; echo two >> file; cat < file; ls nothing 2> errors; cat errors
{ echo out; echo error >&2; } > both 2>&1; cat both; exec 3> third; echo three >&3; exec 3>&-; cat third
echo here; cat <<END
$((6 * 7)) and $(echo nested)
END
cat <<'END' | tr a-z A-Z
$quoted
END
echo files; mkdir -p a/b/c; touch a/1 a/b/2 a/b/c/3; ln -s b/2 a/link; ln a/1 a/same; chmod 640 a/1
find . -type f | sort; find a -name '[23]' -exec echo found {} \; | sort; stat -c '%a %h %s %F' a/1 a/link first
stat -c '%a %h %F' a/b
cp -r a copy; mv copy/b moved; ls -1R copy moved; rm -r copy moved; ls -l a | awk '/^[-l]/ { print $1, $2, $5, $9 }'
echo sort; printf '10 b\n9 a\n10 a\n' > table; sort -n table; sort -k2,2 -k1,1n table; sort -u -r table | wc -l
echo awk; awk '{ n[$2] += $1 } END { for (k in n) print k, n[k] }' table | sort
awk 'BEGIN { for (i = 0; i < 5; i++) printf "%d %x %.3f %s\n", i, i * 77, i / 7, substr("abcdefgh", i) }'
echo tar; tar czf all.tgz a table && tar tzf all.tgz | sort; mkdir into; tar xzf all.tgz -C into
diff -r a into/a && echo same
dd if=/dev/zero of=zeros bs=1000 count=70 2> /dev/null; dd if=zeros bs=512 skip=3 count=2 2>&1 > /dev/null | head -n 2
echo sums; md5sum zeros table; sha1sum table | cut -c 1-20; seq 2000 | sha256sum
gzip -9 < zeros | zcat | cmp - zeros
echo processes; ps -o pid,args | sed -n 1p; ps -o pid | grep -cw $$
ps -o ppid,pid | awk -v me=$$ '$1 == me { c++ } END { print c > 0 }'
free | awk 'NR == 2 { print NF, ($2 > $3) }'
top -b -n 1 2> /dev/null | grep -c '^ *PID *PPID'; kill -0 $$ && echo alive
echo fds; exec 4< first; cat /dev/fd/4 | wc -l; ls -l /proc/self/fd/4 | sed 's/.*first/first/'; exec 4<&-
echo out > /dev/stdout; awk '/^Rss:/ && $2 > 0 && $3 == "kB" { r = 1 } END { print r }' /proc/$$/smaps
echo vi; printf 'one\ntwo\nthree\n' > text; size='\033[24;80R'
(printf "$size"'dd:s/two/TWO/\rGoend\033'; sleep 1; printf ':wq\r') | vi text > shown; echo $?; cat text
printf "$size"'x:q!\r' | vi text > shown; echo $?; grep -c TWO shown; cat text | md5sum
echo signals; trap 'echo caught' USR1; kill -USR1 $$; trap 'echo bye' EXIT; sh -c 'kill -SEGV $$' 2> /dev/null; echo $?
mkfifo fifo; (cat fifo | tr a-z A-Z) & echo through > fifo; wait; test -p fifo && echo pipe; xargs -n 2 echo < first
cd /; rm -r /tmp/osmosis-session; ls -d /tmp/osmosis-session 2>&1; exit 7
