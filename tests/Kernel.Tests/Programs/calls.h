// System calls of Linux for the i386, and output, for test programs in C without a library. What they print must be the
// same on Linux and here, so it has no addresses and no process numbers.

typedef unsigned int word;
typedef unsigned long long set_t;

enum { EXIT = 1, FORK = 2, READ = 3, WRITE = 4, OPEN = 5, CLOSE = 6, MKNOD = 14, GETPID = 20, ALARM = 27, PAUSE = 29,
    KILL = 37, PIPE = 42, IOCTL = 54, DUP2 = 63,
    SIGNAL = 48, SETPGID = 57, GETPGRP = 65, SETSID = 66, OLD_SIGACTION = 67, OLD_SIGSUSPEND = 72, OLD_SIGPENDING = 73,
    SETITIMER = 104, GETITIMER = 105, WAIT4 = 114, OLD_SIGPROCMASK = 126, GETPGID = 132, GETSID = 147, YIELD = 158,
    NANOSLEEP = 162, SIGACTION = 174, SIGPROCMASK = 175, SIGPENDING = 176, SIGSUSPEND = 179, SIGALTSTACK = 186,
    MMAP2 = 192, GETPPID = 64, TKILL = 238, TGKILL = 270 };

enum { HUP = 1, INT, QUIT, ILL, TRAP, ABRT, BUS, FPE, KILLED, USR1, SEGV, USR2, BROKEN_PIPE, ALRM, TERM, STKFLT, CHLD,
    CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH = 28, SYS = 31 };

enum { SIGINFO = 4, NOCLDSTOP = 1, NOCLDWAIT = 2, ONSTACK = 0x08000000, RESTART = 0x10000000, NODEFER = 0x40000000,
    RESETHAND = 0x80000000 };

enum { NOHANG = 1, UNTRACED = 2, CONTINUED = 8, BLOCK = 0, UNBLOCK = 1, SETMASK = 2 };

struct action { word handler, flags, restorer; set_t mask; } __attribute__((packed));
struct context { word gs, fs, es, ds, edi, esi, ebp, esp, ebx, edx, ecx, eax, trap, error, eip, cs, flags, esp2, ss;
    word fpu, mask, cr2; };
struct info { int signal, error, code; word about, user; int status; word rest[26]; };
struct ucontext { word flags, link, stack[3]; struct context registers; set_t mask; } __attribute__((packed));
struct times { int every, every_us, next, next_us; };

static int call(int number, word a, word b, word c, word d)
{
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}

static void text(const char *s)
{
    int n = 0;
    while (s[n]) n++;
    call(WRITE, 1, (word)s, n, 0);
}

static void number(int n)
{
    char digits[16], *at = digits + 15;
    unsigned left = n < 0 ? -n : n;
    *at = 0;
    do *--at = '0' + left % 10; while (left /= 10);
    if (n < 0) *--at = '-';
    text(at);
}

// A line: a name, and numbers behind it.
static void line(const char *name, int count, ...)
{
    __builtin_va_list numbers;
    __builtin_va_start(numbers, count);
    text(name);
    while (count--) { text(" "); number(__builtin_va_arg(numbers, int)); }
    __builtin_va_end(numbers);
    text("\n");
}

// A line whose numbers are asked for one after another: arguments of a call may be computed in any order.
static void also(int n) { text(" "); number(n); }

static void end_line(void) { text("\n"); }

static int act(int signal, void *handler, word flags, set_t mask)
{
    struct action action = { (word)handler, flags, 0, mask };
    return call(SIGACTION, signal, (word)&action, 0, 8);
}

static set_t bit(int signal) { return 1ull << (signal - 1); }

static int mask(int how, set_t set) { return call(SIGPROCMASK, how, (word)&set, 0, 8); }

static set_t blocked(void) { set_t set = 0; call(SIGPROCMASK, 0, 0, (word)&set, 8); return set; }

static set_t pending(void) { set_t set = 0; call(SIGPENDING, (word)&set, 8, 0, 0); return set; }

static int self(void) { return call(GETPID, 0, 0, 0, 0); }

static int raise(int signal) { return call(KILL, self(), signal, 0, 0); }

static int fork(void) { return call(FORK, 0, 0, 0, 0); }

static void leave(int status) { call(EXIT, status, 0, 0, 0); }

// The status of a child that has ended, stopped or gone on; without the bit that says whether a core was written.
static int await(int child, int options)
{
    int status = -1, found = call(WAIT4, child, (word)&status, options, 0);
    return found < 0 ? found : (status & 0x7F) != 0 && (status & 0x7F) != 0x7F ? status & ~0x80 : status;
}

static void sleep_ms(int ms)
{
    word time[2] = { ms / 1000, ms % 1000 * 1000000 };
    call(NANOSLEEP, (word)time, 0, 0, 0);
}

static void alarm_ms(int ms)
{
    struct times times = { 0, 0, ms / 1000, ms % 1000 * 1000 };
    call(SETITIMER, 0, (word)&times, 0, 0);
}

// Runs the program in a child: the first process has other rules on Linux.
static void run(void (*program)(void))
{
    int child = fork();
    if (child == 0) { program(); leave(0); }
    leave(await(child, 0) != 0);
}
