// Random bytes as a program: `randombytes SEED TRIALS`. Children run them in pages that may be written, with random
// registers; each fault begins the next trial. Half of the bytes are pieces of instructions that a program may not
// use, or
// that change segments, flags and the stack.
#include "hostile.h"

enum { CODE = 0x20000000, CODE_BYTES = 0x2000, STACK = 0x39000000, STACK_BYTES = 0x2000, COUNTERS = 0x38000000,
    TRIALS_A_CHILD = 200, BYTES = 96 };

// A trial that goes on for long is ended by the alarm; which signals ended trials is counted.
struct counters { word trials, by[65]; };
#define COUNTED ((volatile struct counters *)COUNTERS)

static const char *const pieces[] = { "\x0F\x34", "\x0F\x05", "\xCD\x80", "\xCD\x08", "\xCD\x0E", "\xCC", "\xCE",
    "\xF1", "\xF4",
    "\xFA", "\xFB", "\xCF", "\xCB", "\xC2", "\xC3", "\xCA", "\x9A", "\xEA", "\x9D", "\x9C", "\x8E", "\x8C", "\x1F",
    "\x17",
    "\x07", "\x0F\xA1", "\x0F\xA9", "\xC4", "\xC5", "\x0F\xB2", "\x0F\xB4", "\x0F\xB5", "\x0F\x00", "\x0F\x01",
    "\x0F\x02",
    "\x0F\x03", "\x0F\x06", "\x0F\x08", "\x0F\x09", "\x0F\x0B", "\x0F\x20", "\x0F\x21", "\x0F\x22", "\x0F\x23",
    "\x0F\x30",
    "\x0F\x31", "\x0F\x32", "\x0F\x33", "\x0F\xA2", "\x0F\xAA", "\x0F\xAE", "\x0F\xC7", "\x62", "\x63", "\xC8", "\xC9",
    "\xE4", "\xE6", "\xEC", "\xED", "\xEE", "\xEF", "\x6C", "\x6E", "\xF0", "\xF2", "\xF3", "\x66", "\x67", "\x64",
    "\x65",
    "\x26", "\x2E", "\x36", "\x3E", "\x61", "\x60", "\xA4", "\xA5", "\xAB", "\xD5\x01", "\xD4", "\xF7", "\xFF", "\xD9",
    "\xDB\xE3", "\xDD", "\x9B", "\xE8", "\xEB", "\x74", "\xE2", "\x89", "\x8B", "\xBC", "\x8D" };

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const word selectors[] = { 0, 3, 0x7B, 0x73, 0x33, 0x10, 0x08, 0x0F, 0x2B, 0x53 };

struct loaded { word edi, esi, ebp, unused, ebx, edx, ecx, eax, flags, esp, eip; };
static struct loaded loaded;
static word first, round, left;
word base;

__asm__("enter_bytes: mov $loaded, %esp\n popa\n popf\n mov loaded+36, %esp\n jmp *loaded+40\n"
    "again: mov base, %esp\n cld\n call go_on\n");
void enter_bytes(void);
void again(void);

static word value(void)
{
    word choice = below(4);
    return choice < 2 ? CODE + below(CODE_BYTES) : choice == 2 ? selectors[below(COUNT(selectors))] : next();
}

static void write_bytes(void)
{
    unsigned char *at = (unsigned char *)CODE + 0x800, *end = at + BYTES;
    while (at < end)
    {
        const char *piece = pieces[below(COUNT(pieces))];
        if (below(2)) *at++ = next() >> 8; else while (*piece) *at++ = *piece++;
    }
}

// The next trial. What a handler was told is lost: the stack begins anew. A call to end, stop or signal another
// process is
// not tried here, but by randomcalls.c.
__attribute__((used)) static void go_on(void)
{
    struct times limit = { 0, 10000, 0, 10000 };
    if (left-- == 0) leave(0);
    seed(first, round * TRIALS_A_CHILD + left);
    COUNTED->trials++;
    call(SETITIMER, 0, (word)&limit, 0, 0);
    write_bytes();
    word *words = &loaded.edi;
    for (int i = 0; i < 8; i++) words[i] = value();
    if (below(4) == 0) loaded.eax = below(256);
    if (loaded.eax == KILL || loaded.eax == TKILL || loaded.eax == TGKILL) loaded.eax = 0;
    loaded.flags = next() & (below(8) ? 0x244ED5 : 0x244FD5);
    loaded.esp = below(8) ? CODE + 0x1000 + below(0x800) : value();
    loaded.eip = CODE + 0x800 + below(8);
    enter_bytes();
}

static void fault(int signal)
{
    COUNTED->by[signal]++;
    again();
}

static void child(void)
{
    static const int faults[] = { SEGV, BUS, ILL, FPE, TRAP, SYS, ALRM };
    word stack[3] = { STACK, 0, STACK_BYTES };
    map(CODE, CODE_BYTES, ALL, OWN | ANONYMOUS);
    map(STACK, STACK_BYTES, READ_WRITE, OWN | ANONYMOUS);
    call(SIGALTSTACK, (word)stack, 0, 0, 0);
    for (word i = 0; i < COUNT(faults); i++) act(faults[i], fault, ONSTACK | NODEFER, 0);
    for (int i = 0; i < 3; i++) call(CLOSE, i, 0, 0, 0);
    call(SETPGID, 0, 0, 0, 0);
    left = TRIALS_A_CHILD;
    __asm__ volatile("mov %esp, base\n jmp again");
}

__attribute__((used)) static void begin(char **stack)
{
    if (call(GETPPID, 0, 0, 0, 0) != 0 || (word)stack[0] < 3) leave(0);
    first = parse(stack[2]);
    word trials = parse(stack[3]);
    harden();
    map(COUNTERS, 0x1000, READ_WRITE, SHARED | ANONYMOUS);
    COUNTED->trials = 0;
    do
    {
        round++;
        int made = fork();
        if (made == 0) { child(); leave(0); }
        if (made < 0) { line("no child", 1, made); leave(1); }
        await_end(made);
    } while (COUNTED->trials < trials);
    line("trials, processes, killed, stuck", 4, COUNTED->trials, ended, killed, stuck);
    line("ill, trap, bus, fpe, segv, alarm", 6, COUNTED->by[ILL], COUNTED->by[TRAP], COUNTED->by[BUS], COUNTED->by[FPE],
        COUNTED->by[SEGV], COUNTED->by[ALRM]);
    leave(0);
}
