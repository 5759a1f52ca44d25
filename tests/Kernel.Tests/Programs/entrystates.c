// Calls from every state that a program can be in: flags, segment registers, registers. What comes back must be what
// went
// in; where Linux changes something, entrystates.linux.txt has it. The words are a seed and how many states.
#include "hostile.h"

enum { GETPPID_CALL = 64, SET_THREAD_AREA = 243, SELECTORS = 9, FREE_FLAGS = 0x244CD5, TRAP_FLAG = 0x100,
    USER = 0x7B, WRITABLE = 0x33 };

struct state { word edi, esi, ebp, ebx, edx, ecx, eax, flags, ds, es, fs, gs, ss; };
static struct state in, out;
static word traps, trapped_at, forced;
word kept;

// Loads everything from `in`, calls, and stores everything in `out`.
void probe(void);
__asm__("probe: pusha\n mov %esp, kept\n"
    " mov in+32, %ecx\n mov in+36, %es\n mov in+40, %fs\n mov in+44, %gs\n mov in+48, %ss\n pushl in+28\n"
    " mov in, %edi\n mov in+4, %esi\n mov in+8, %ebp\n mov in+12, %ebx\n mov in+16, %edx\n mov in+24, %eax\n"
    " mov %ecx, %ds\n mov %ss:in+20, %ecx\n popf\n int $0x80\n"
    "after: pushf\n popl %ss:out+28\n mov %edi, %ss:out\n mov %esi, %ss:out+4\n mov %ebp, %ss:out+8\n mov %ebx,"
    " %ss:out+12\n"
    " mov %edx, %ss:out+16\n mov %ecx, %ss:out+20\n mov %eax, %ss:out+24\n"
    " mov %ds, %eax\n mov %eax, %ss:out+32\n mov %es, %eax\n mov %eax, %ss:out+36\n mov %fs, %eax\n mov %eax,"
    " %ss:out+40\n"
    " mov %gs, %eax\n mov %eax, %ss:out+44\n mov %ss, %eax\n mov %eax, %ss:out+48\n"
    " mov $0x7B, %eax\n mov %eax, %ds\n mov %eax, %es\n mov %eax, %ss\n mov kept, %esp\n pushl $0x202\n popf\n"
    " popa\n ret\n");
extern char after[];

// iret with flags that popf doesn't set: the way that a program returns to itself.
__asm__("return_with: mov 4(%esp), %eax\n pushl %eax\n pushl %cs\n pushl $1f\n iret\n1: pushf\n popl %eax\n"
" push $0x202\n popf\n ret\n");
word return_with(word flags);

static void trap(int signal, struct info *info, struct ucontext *context)
{
    traps++;
    if (traps == 1) trapped_at = context->registers.eip - (word)after;
    context->registers.flags &= ~TRAP_FLAG;
}

static void segment(int entry, word read_only)
{
    word request[4] = { entry, 0, 0xFFFFF, 0x51 | read_only << 3 };
    line("segment", 2, entry, call(SET_THREAD_AREA, (word)request, 0, 0, 0));
}

static int same(void)
{
    word *a = &in.edi, *b = &out.edi, wrong = 0;
    for (int i = 0; i < 13; i++)
    {
        word expected = i == 7 ? (a[i] & FREE_FLAGS) | 0x202 : a[i], found = i == 7 ? b[i] & ~TRAP_FLAG : b[i];
        if (i == 6 ? b[i] != (word)call(GETPPID_CALL, 0, 0, 0, 0) : found != expected)
        {
            if (wrong == 0 && forced++ < 10) line("changed", 4, i, a[i], b[i], in.flags);
            wrong = 1;
        }
    }

    return !wrong;
}

static void states(word first, word count)
{
    static const word selectors[SELECTORS] = { 0, 1, 2, 3, 0x73, USER, WRITABLE, 0x3B, USER };
    word right = 0;
    for (word i = 0; i < count; i++)
    {
        seed(first, i);
        word *words = &in.edi;
        for (int r = 0; r < 6; r++) words[r] = next();
        in.eax = GETPPID_CALL;
        in.flags = next() & 0x3FFFFF & ~(TRAP_FLAG | 0x10000);
        for (int s = 8; s < 12; s++) words[s] = selectors[below(SELECTORS)];
        in.ss = below(2) ? USER : WRITABLE;
        probe();
        right += same();
    }

    line("states", 2, count, count - right);
}

static void single_steps(void)
{
    act(TRAP, trap, SIGINFO, 0);
    for (word flags = 0; flags < 4; flags++)
    {
        traps = 0;
        in = (struct state) { 1, 2, 3, 4, 5, 6, GETPPID_CALL,
            TRAP_FLAG | (flags & 1 ? 0x4400 : 0) | (flags & 2 ? 0x240000 : 0),
            USER, USER, 0, 0, USER };
        probe();
        line("steps", 3, traps, trapped_at, same());
    }
}

// Every selector, in a register of its own: which can be loaded.
static volatile int refused;
static void refuse(int signal, struct info *info, struct ucontext *context) { refused++; context->registers.eip += 2; }

static void selectors(void)
{
    word loaded[4] = { 0, 0, 0, 0 }, which = 0;
    act(SEGV, refuse, SIGINFO, 0);
    act(BUS, refuse, SIGINFO, 0);
    for (word s = 0; s < 0x200; s++)
    {
        word selector = s < 0x100 ? s : s * 0x101;
        int before = refused;
        __asm__ volatile("mov %%ax, %%fs" : : "a"(selector));
        if (refused == before) { loaded[0]++; which = which * 31 + selector; }
        before = refused;
        __asm__ volatile("mov %%ax, %%gs" : : "a"(selector));
        loaded[1] += refused == before;
        before = refused;
        __asm__ volatile("mov %%ax, %%es" : : "a"(selector));
        loaded[2] += refused == before;
        __asm__ volatile("mov %%ax, %%es" : : "a"(USER));
        before = refused;
        __asm__ volatile("mov %%ax, %%ss" : : "a"(selector));
        loaded[3] += refused == before;
        __asm__ volatile("mov %%ax, %%ss" : : "a"(USER));
    }

    line("selectors", 5, loaded[0], loaded[1], loaded[2], loaded[3], which);
}

static word seed_given = 1, count_given = 20000;

static void all(void)
{
    segment(6, 0);
    segment(7, 1);
    states(seed_given, count_given);
    single_steps();
    for (int bit = 0; bit < 22; bit++) if (bit != 8 && bit != 17) line("iret", 2, bit,
        return_with(0x202 ^ (1 << bit)) & ~0x10000);
    selectors();
}

__attribute__((used)) static void begin(char **stack)
{
    if ((word)stack[0] >= 3) { seed_given = parse(stack[2]); count_given = parse(stack[3]); }
    run(all);
}
