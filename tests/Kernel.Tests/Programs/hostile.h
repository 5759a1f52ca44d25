// What hostile programs share: random numbers that a seed decides, and a first process that lives through whatever its
// children do.
#include "calls.h"


enum { EXECUTE = 11, MUNMAP = 91, CLONE = 120, MPROTECT = 125, VFORK = 190, READ_ONLY = 1, READ_WRITE = 3,
    ALL = 7, SHARED = 0x11, OWN = 0x12, ANONYMOUS = 0x20 };

static word state;

// Xorshift of 32 bits: every state but 0, once around.
static word next(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static word below(word n) { return next() % n; }

// What a number of a round and the seed decide.
static void seed(word first, word round)
{
    state = (first * 0x9E3779B9u) ^ (round * 0x85EBCA6Bu) ^ 0x1234567;
    if (state == 0) state = 1;
    for (int i = 0; i < 4; i++) next();
}

static word parse(const char *digits)
{
    word n = 0;
    while (*digits) n = n * 10 + (*digits++ - '0');
    return n;
}

// MAP_FIXED; more flags in `flags`.
static int map(word at, word bytes, word rights, word flags)
{
    int result;
    __asm__ volatile("push %%ebp; xor %%ebp, %%ebp; int $0x80; pop %%ebp" : "=a"(result)
        : "0"(MMAP2), "b"(at), "c"(bytes), "d"(rights), "S"(flags), "D"(-1) : "memory");
    return result;
}

static void ignore(int signal) { act(signal, (void *)1, 0, 0); }

static void wake(int signal) { }

// The first process hears nothing but its clock; children have these actions too until they set their own.
static void harden(void)
{
    for (int signal = 1; signal <= 64; signal++) if (signal != CHLD) ignore(signal);
    act(ALRM, wake, 0, 0);
}

static int ended, killed, stuck;

// Waits until a child has ended; after some time it is killed. Orphans that come to the first process end, too.
static void await_end(int child)
{
    struct times limit = { 0, 30000, 0, 50000 }, none = { 0, 0, 0, 0 };
    int status = 0, found;
    call(SETITIMER, 0, (word)&limit, 0, 0);
    do
    {
        found = call(WAIT4, -1, (word)&status, UNTRACED, 0);
        if (found == -4) { stuck++; call(KILL, child, KILLED, 0, 0); }
        else if ((status & 0xFF) == 0x7F) { call(KILL, found, KILLED, 0, 0); found = 0; }
        else { ended++; if ((status & 0x7F) != 0) killed++; }
    } while (found != child && found != -10);
    call(SETITIMER, 0, (word)&none, 0, 0);
    while ((found = call(WAIT4, -1, (word)&status, NOHANG | UNTRACED, 0)) > 0)
    {
        if ((status & 0xFF) == 0x7F) call(KILL, found, KILLED, 0, 0); else ended++;
    }
}

// The words behind the program's name are the seed and how often. The stack is as the kernel has made it.
__asm__(".globl _start\n_start: mov %esp, %eax\n xor %ebp, %ebp\n and $-16, %esp\n sub $12, %esp\n push %eax\n"
" call begin\n");
