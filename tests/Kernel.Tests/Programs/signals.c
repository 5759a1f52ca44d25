// Handlers, masks and frames: prints what happens. RecordedProgramTests compares it with what it prints on Linux.
#include "calls.h"

static int order[64], count;
static volatile int step;

static void note(int signal) { order[count++] = signal; }

static void show_order(const char *name)
{
    text(name);
    for (int i = 0; i < count; i++) { text(" "); number(order[i]); }
    text("\n");
    count = 0;
}

static void actions(void)
{
    struct action set = { 0x1234567, 0xFFFFFFFF & ~NODEFER, 0x777, ~0ull }, got = { 0 };
    line("set", 1, call(SIGACTION, USR1, (word)&set, 0, 8));
    call(SIGACTION, USR1, 0, (word)&got, 8);
    line("got", 5, got.handler, got.flags & ~0xF0000000, got.restorer, (word)got.mask, (word)(got.mask >> 32));
    word old[4] = { 0x55, bit(INT), RESTART, 0x99 }, back[4] = { 0 };
    line("old", 1, call(OLD_SIGACTION, USR1, (word)old, (word)back, 0));
    line("was", 4, back[0], back[1], back[2] & ~0xF0000000, back[3]);
    call(OLD_SIGACTION, USR1, 0, (word)back, 0);
    line("is", 4, back[0], back[1], back[2], back[3]);
    line("signal", 1, call(SIGNAL, USR1, 1, 0, 0));
    call(SIGACTION, USR1, 0, (word)&got, 8);
    line("oneshot", 3, got.handler, got.flags == (RESETHAND | NODEFER), (word)got.mask);
    line("refused", 6, act(KILLED, note, 0, 0), act(STOP, (void *)1, 0, 0), act(0, note, 0, 0), act(65, note, 0, 0),
        call(SIGACTION, USR1, (word)&set, 0, 4), call(SIGACTION, USR1, 8, 0, 8));
    line("kept", 2, call(SIGACTION, KILLED, 0, (word)&got, 8), got.handler);
    act(USR1, 0, 0, 0);
}

static void masks(void)
{
    line("block", 2, mask(SETMASK, ~0ull), (int)(blocked() == ~(bit(KILLED) | bit(STOP))));
    line("less", 3, mask(UNBLOCK, 0xFF00), (word)blocked(), (word)(blocked() >> 32));
    word old = 0x0F0F;
    line("short", 3, call(OLD_SIGPROCMASK, SETMASK, (word)&old, (word)&old, 0), (word)blocked(), old);
    line("how", 3, mask(7, 0), call(SIGPROCMASK, 7, 0, 0, 8), call(SIGPROCMASK, 0, 0, 0, 4));
    mask(SETMASK, 0);
    act(USR1, note, 0, 0); act(USR2, note, 0, 0); act(TERM, note, 0, 0); act(34, note, 0, 0); act(64, note, 0, 0);
    mask(SETMASK, bit(USR1) | bit(USR2) | bit(TERM) | bit(34) | bit(64) | bit(CHLD) | bit(INT));
    raise(TERM); raise(64); raise(USR2); raise(USR1); raise(34); raise(USR1); raise(CHLD);
    line("pending", 2, (word)pending(), (word)(pending() >> 32));
    word few = 0;
    line("few", 2, call(OLD_SIGPENDING, (word)&few, 0, 0, 0), few);
    mask(SETMASK, 0);
    show_order("delivered");
    line("nothing", 1, (word)pending());
    act(USR1, (void *)1, 0, 0);
    raise(USR1);
    mask(SETMASK, bit(USR1));
    raise(USR1);
    line("ignored but blocked", 1, (word)pending());
    act(USR1, (void *)1, 0, 0);
    line("ignored again", 1, (word)pending());
    mask(SETMASK, 0);
}

static void nested(int signal)
{
    note(signal);
    if (count < 4) raise(signal);
    note(-signal);
}

static void flags(void)
{
    act(USR1, nested, 0, bit(USR2));
    raise(USR1);
    show_order("deferred");
    act(USR1, nested, NODEFER, 0);
    raise(USR1);
    show_order("not deferred");
    act(URG, note, RESETHAND, 0);
    raise(URG); raise(URG);
    show_order("once");
}

static void about(int signal, struct info *info, struct ucontext *context)
{
    struct context *saved = (struct context *)((char *)context + 20);
    int where = info->about == self() ? 1 : info->about == saved->eip ? 2 : info->about == saved->cr2 ? 3 : info->about;
    line("info", 5, signal, info->signal, info->error, info->code, where);
    line("saved", 5, saved->trap, saved->error, (word)context->mask, saved->mask, saved->esp == saved->esp2);
    line("stack", 3, context->stack[0], context->stack[1], context->stack[2]);
    word *frame = (word *)__builtin_frame_address(0) + 1;
    line("frame", 5, frame[1], frame[2] == (word)info, frame[3] == (word)context, (word)info - (word)frame,
        (word)context - (word)info);
    word *fpu = (word *)saved->fpu;
    line("fpu", 6, fpu[0], fpu[1], fpu[2], fpu[27] >> 16, ((word)fpu + 112) % 64, ((word)frame + 4) % 16);
    saved->eip += step;
}

static void old_frame(int signal)
{
    word *frame = (word *)__builtin_frame_address(0) + 1;
    volatile struct context *saved = (struct context *)(frame + 2);
    line("old frame", 5, frame[1] == signal, saved->eax, saved->mask, *(word *)((char *)frame + 720),
        ((word)frame + 4) % 16);
    saved->eax = 4711;
}

static void faults(void)
{
    static const int all[] = { SEGV, FPE, ILL, TRAP, BUS, USR1 };
    for (int i = 0; i < 6; i++) act(all[i], about, SIGINFO, bit(USR2));
    mask(SETMASK, bit(INT) | bit(40));
    raise(USR1);
    call(TKILL, self(), USR1, 0, 0);
    step = 5; __asm__ volatile("movl 0x10000000, %%eax" : : : "eax");
    step = 10; __asm__ volatile("movl $1, 0x10000000" : : : "memory");
    word page = call(MMAP2, 0, 4096, 1, 0x22);
    step = 2; __asm__ volatile("movl %%eax, (%0)" : : "d"(page) : "memory");
    __asm__ volatile("movl (%0), %%eax" : : "d"(page) : "eax");
    __asm__ volatile("xorl %%edx, %%edx; xorl %%ecx, %%ecx; divl %%ecx" : : : "eax", "ecx", "edx");
    __asm__ volatile("ud2");
    step = 1; __asm__ volatile("hlt");
    step = 0; __asm__ volatile("int3");
    step = 2; __asm__ volatile("int $0x20");
    act(USR1, old_frame, 0, 0);
    line("changed", 1, raise(USR1));
    mask(SETMASK, 0);
}

static void disturb(int signal)
{
    __asm__ volatile("fninit; fldz; fldpi; pcmpeqd %%xmm0, %%xmm0; std; xorl %%eax, %%eax; sahf; cld" : : : "eax");
    note(signal);
}

static void floats(void)
{
    word before[4] = { 1, 2, 3, 4 }, after[4];
    word control = 0, tags[7];
    double value = 0;
    act(USR1, disturb, 0, 0);
    __asm__ volatile("movups %3, %%xmm0; fninit; fld1; fld1; faddp; int $0x80; movups %%xmm0, %0; fnstenv %1; fldcw %1;"
        "fstpl %2" : "=m"(after), "=m"(tags), "=m"(value)
        : "m"(before), "a"(KILL), "b"(self()), "c"(USR1) : "memory");
    control = tags[0] & 0xFFFF;
    line("floats", 6, after[0], after[3], control, tags[1] & 0xFFFF, tags[2] & 0xFFFF, (int)value);
    count = 0;
}

static char stack[8192] __attribute__((aligned(16)));

static void on_stack(int signal)
{
    word got[3], other[3] = { (word)stack, 0, 4096 };
    char *here = __builtin_frame_address(0);
    line("on stack", 2, here > stack && here < stack + sizeof stack, call(SIGALTSTACK, 0, (word)got, 0, 0));
    line("in use", 4, got[0] == (word)stack, got[1], got[2], call(SIGALTSTACK, (word)other, 0, 0, 0));
}

static void alternate(void)
{
    word got[3] = { 0 }, set[3] = { (word)stack, 0, sizeof stack }, small[3] = { (word)stack, 0, 2047 };
    word bad[3] = { 0, 5, 9999 }, off[3] = { 7, 2, 7 };
    line("none", 4, call(SIGALTSTACK, 0, (word)got, 0, 0), got[0], got[1], got[2]);
    line("sizes", 3, call(SIGALTSTACK, (word)small, 0, 0, 0), call(SIGALTSTACK, (word)bad, 0, 0, 0),
        call(SIGALTSTACK, (word)set, (word)got, 0, 0));
    act(USR1, on_stack, ONSTACK, 0);
    raise(USR1);
    line("off", 2, call(SIGALTSTACK, (word)off, (word)got, 0, 0), got[1]);
    call(SIGALTSTACK, 0, (word)got, 0, 0);
    line("gone", 3, got[0], got[1], got[2]);
}

static void all(void)
{
    actions();
    masks();
    flags();
    faults();
    floats();
    alternate();
}

void _start(void) { run(all); }
