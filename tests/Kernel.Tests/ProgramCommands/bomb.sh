# Two fork bombs: of the first all end by themselves, of the second all stay. The shell forks nothing meanwhile.
mkfifo /tmp/fifo; exec 3<> /tmp/fifo; pause() { read -r -t 1 nothing <&3; }
ulimit -u > /tmp/most; read -r most < /tmp/most
b() { b | b & }; (b) 2> /tmp/errors; pause
grep -q "can't fork: Resource temporarily unavailable" /tmp/errors && echo refused
all() { while :; do read -r nothing <&3 & done; }; (all) 2> /dev/null & pause
set -- /proc/[0-9]*; [ $# -ge $((most - 1)) ] && echo "as many as there can be"
kill -9 -1; wait; pause; rm /tmp/fifo /tmp/errors /tmp/most
seq 3 | sort -r | tr '\n' ' '; echo
