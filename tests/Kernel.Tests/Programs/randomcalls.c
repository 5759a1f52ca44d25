// Random system calls with random arguments, by children that end sooner or later: `randomcalls SEED CALLS`. Whatever
// they do, the first process goes on, takes away the files they leave, and says how many calls there were.
#include "hostile.h"

enum { BUFFER = 0x20000000, BUFFER_BYTES = 0x8000, CONSTANT = 0x30000000, FORBIDDEN = 0x30001000, COUNTERS = 0x38000000,
    STACK = 0x39000000, STACK_BYTES = 0x2000, CALLS_A_CHILD = 400, UNLINK = 10, CHDIR = 12, CHMOD = 15, LSEEK = 19,
    MKDIR = 39, RMDIR = 40, FCNTL = 55, UMASK = 60, SYMLINK = 83, READLINK = 85, SENDFILE = 187, STATUS = 195,
    GETDENTS64 = 220, PRLIMIT64 = 340 };

struct counters { word calls, succeeded; };

#define COUNTED ((volatile struct counters *)COUNTERS)

// What each call takes: a descriptor, pointer, string (a path), length, number, process, signal, rights of pages, flags
// of a mapping, address of a page, time of day. In front the call's number. Those in the second list may wait.
static const char *const known[] = {
    "3fbl", "4fbl", "5snn", "6f", "8sn", "9ss", "10s", "11sbb", "12s", "13b", "14snn", "15sn", "19fln", "20", "21sssn",
    "22s", "27n", "33sn", "36", "38ss", "39sn", "40s", "41f", "42b", "43b", "45a", "48gb", "52sn", "54fnb", "55fnn",
    "57nn", "60n", "63ff", "64", "65", "66", "67gbb", "73b", "77nb", "78bb", "83ss", "85sbl", "88nnnn", "91al", "92sl",
    "93fl", "94fn", "104nbb", "105nb", "116b", "118f", "119", "122b", "125alr", "126nbb", "132n", "133f", "140fllbn",
    "144aln", "145fbn", "146fbn", "147n", "148f", "158", "163allna", "172nnnnn", "173", "174gbbn", "175nbbn", "176bn",
    "180fblnn", "181fblnn", "183bl", "186bb", "187ffbl", "191nb", "192alrmfn", "192alrmfn", "193snn", "194fnn", "195sb",
    "196sb", "197fb", "198snn", "205nb", "206nb", "207fnn", "212snn", "213n", "214n", "218alb", "219aln", "220fbl",
    "221fnn", "224",
    "239ffbl", "243b", "258b", "265nb", "266nb", "268snb", "269fnb", "272fnnnnn", "295fsnn", "296fsn", "297fsnn",
    "298fsnnn", "300fsbn", "301fsn", "302fsfs", "303fsfsn", "304sfs", "305fsbl", "306fsnn", "307fsn", "311bn",
    "320fsbn",
    "330ffn", "331bn", "340pnbb", "353fsfsn", "355bln", "377fbfbln", "383fsnnb", "403nb", "406nb", "412fsbn", "439fsnn",
    "37pg", "238pg", "270ppg" };
static const char *const waiting[] = {
    "2", "190", "120nb", "7nbn", "29", "72nnn", "114nbnb", "142nbbbb", "162bb", "168bnn", "179bn", "252n", "1n",
    "267nnbb",
    "177bbbn", "308nbbbbb", "309bnbbn", "407nnbb", "413nbbbbb", "414bnbbn", "421bbbn" };

static const char *const paths[] = { "a", "a/b", "a/b/c", "link", "/tmp/x", "/tmp/x/y", "/", ".", "..", "../..", "",
    "/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/proc/self/maps", "/proc/self/stat", "/proc/self/exe",
    "/proc/1/status", "/proc/meminfo", "/proc/99999/stat", "a/", "//tmp//x", "/dev/fd/3", "/dev/stdin",
    "/proc/self/fd", "/proc/self/fd/6", "/proc/self/cwd/a" };

static const word edges[] = { 0, 1, 4, 0xFFF, 0x1000, 0x00100000, 0x08047FFF, 0x08048000, 0x20000000, 0x20000001,
    0x1FFFFFFF, 0x20007FFF, 0x20007FFC, 0x20008000, 0x20000FFD, 0x2FFFFFFF, 0x30000000, 0x30000FFE, 0x30001000,
    0x30001FFF, 0x30002000, 0xBFFDFFFF, 0xBFFE0000, 0xBFFFEFFC, 0xBFFFF000, 0xBFFFFFFC, 0xBFFFFFFF,
    0xC0000000, 0xC0000001, 0xF8000000, 0xFFC00000, 0xFFFFF000, 0xFFFFFFFC, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000 };
static const word amounts[] = { 0, 1, 2, 3, 4, 8, 12, 16, 100, 4095, 4096, 4097, 8192, 0x8000, 0x10000, 0x7FFFFFFF,
    0x80000000, 0x80001000, 0xFFFFF000, 0xFFFFFFFF, 0xFFFFFFFC };

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static word one_of(const word *list, word count) { return list[below(count)]; }

// The words that the routine below loads, and the stack pointer, which is the last.
struct loaded { word eax, ebx, ecx, edx, esi, edi, ebp, esp; };
static struct loaded loaded;
word kept_stack;

// A call with every register chosen. A child that it makes ends at once: it has its parent's next random number.
int raw(void);
__asm__("raw: pusha\n mov %esp, kept_stack\n mov loaded+4, %ebx\n mov loaded+8, %ecx\n mov loaded+12, %edx\n"
    " mov loaded+16, %esi\n mov loaded+20, %edi\n mov loaded+24, %ebp\n mov loaded+28, %esp\n mov loaded, %eax\n"
    " int $0x80\n mov kept_stack, %esp\n mov %eax, 28(%esp)\n cld\n popa\n ret\n");

static word pointer(void)
{
    word choice = below(8);
    if (choice < 4) return BUFFER + below(BUFFER_BYTES);
    return choice < 7 ? one_of(edges, COUNT(edges)) + (below(8) == 0 ? below(9) - 4 : 0) : next();
}

static word small(void)
{
    word choice = below(8);
    if (choice < 4) return below(12);
    if (choice < 6) return 1u << below(32);
    return choice == 6 ? one_of(amounts, COUNT(amounts)) : next();
}

static word argument(char kind)
{
    word choice = below(16);
    if (choice == 0) return next();
    if (choice == 1) return pointer();
    switch (kind)
    {
        case 'f': return choice == 2 ? small() : choice == 3 ? -100 : below(12);
        case 'b': return pointer();
        case 's': return choice < 5 ? pointer() : (word)paths[below(COUNT(paths))];
        case 'l': return one_of(amounts, COUNT(amounts));
        case 'g': return below(choice < 4 ? 128 : 66);
        case 'r': return below(8);
        case 'm': return (below(2) ? 0x10 : 0) | (below(2) ? 0x20 : 0) | (1 + below(3)) | (choice < 5 ? next() : 0);
        case 'a': return (below(2) ? BUFFER + below(40) * 0x1000 : pointer()) & (choice < 4 ? -1 : -0x1000);
        default: return small();
    }
}

// Signals and limits only for the child itself and for nobody: the first process is to live, as on Linux it would.
static word process(void) { return below(4) != 0 ? call(GETPID, 0, 0, 0, 0) : 0x40000000 + below(3); }

static int is_about_others(word number)
{
    return number == KILL || number == TKILL || number == TGKILL || number == PRLIMIT64;
}

// Rarely a call that may wait, or end the child; sometimes a number that there is not.
static void choose(void)
{
    word choice = below(256), *words = &loaded.eax;
    const char *call = below(400) == 0 ? waiting[below(COUNT(waiting))] : known[below(COUNT(known))];
    word number = 0;
    while (*call >= '0' && *call <= '9') number = number * 10 + (*call++ - '0');
    words[0] = choice < 240 ? number : choice < 252 ? below(451) : next();
    for (int i = 1; i <= 6; i++) words[i] = argument(choice < 240 && *call ? *call++ : "nbl"[below(3)]);
    if (is_about_others(words[0])) { words[1] = process(); if (words[0] == TGKILL) words[2] = words[1]; }
    loaded.esp = below(16) == 0 ? pointer() : kept_stack;
}

static int left;
word base;
void again(void);
__asm__("again: mov base, %esp\n cld\n call go_on\n");

// After a fault the next call is made, from where the stack was.
static void fault(int signal) { again(); }

// Ten descriptors: nothing, both ends of a pipe that never waits, files, a folder, and more.
static void open_all(void)
{
    int ends[2];
    for (int i = 0; i < 12; i++) call(CLOSE, i, 0, 0, 0);
    call(OPEN, (word)"/dev/null", 2, 0, 0);
    call(OPEN, (word)"/tmp/out", 0x42, 0x1A4, 0);
    call(OPEN, (word)"/dev/zero", 2, 0, 0);
    call(331, (word)ends, 0x800, 0, 0);
    call(OPEN, (word)"a", 0x42, 0x1A4, 0);
    call(OPEN, (word)".", 0, 0, 0);
    call(OPEN, (word)"/proc/self/maps", 0, 0, 0);
    call(OPEN, (word)"/proc", 0, 0, 0);
    call(OPEN, (word)paths[below(COUNT(paths))], 2, 0, 0);
}

__attribute__((used)) static void go_on(void)
{
    while (left-- > 0)
    {
        choose();
        int forks = loaded.eax == FORK || loaded.eax == VFORK || loaded.eax == CLONE;
        COUNTED->calls++;
        int result = raw();
        if (forks && result == 0) break;
        if ((word)result < -4095u) COUNTED->succeeded++;
    }
    leave(0);
}

static void child(void)
{
    static const int faults[] = { SEGV, BUS, ILL, FPE, TRAP, SYS };
    word stack[3] = { STACK, 0, STACK_BYTES };
    struct times ticks = { 0, 10000, 0, 10000 };
    map(BUFFER, BUFFER_BYTES, READ_WRITE, OWN | ANONYMOUS);
    map(CONSTANT, 0x1000, READ_ONLY, OWN | ANONYMOUS);
    map(FORBIDDEN, 0x1000, 0, OWN | ANONYMOUS);
    map(STACK, STACK_BYTES, READ_WRITE, OWN | ANONYMOUS);
    for (word i = 0; i < 0x1000; i += 4) *(word *)(BUFFER + i) = below(4) ? small() : pointer();
    call(SIGALTSTACK, (word)stack, 0, 0, 0);
    for (word i = 0; i < COUNT(faults); i++) act(faults[i], fault, ONSTACK | NODEFER, 0);
    open_all();
    call(SETPGID, 0, 0, 0, 0);
    call(SETITIMER, 0, (word)&ticks, 0, 0);
    left = CALLS_A_CHILD;
    __asm__ volatile("mov %esp, base\n jmp again");
}

static int is(const char *name, const char *other)
{
    while (*name && *name == *other) name++, other++;
    return *name == *other;
}

// What stays of a folder: the two names that each has, and some in the root and in /dev.
static const char *const in_any[] = { ".", "..", 0 };
static const char *const in_root[] = { ".", "..", "dev", "proc", "init", 0 };
static const char *const in_devices[] = { ".", "..", "console", "tty", "ttyS0", 0 };

static int stays(const char *const *names, const char *name)
{
    while (*names && !is(*names, name)) names++;
    return *names != 0;
}

static void clear(const char *const *kept);

// Takes a name out of the current folder, with all that is below it.
static int take_away(const char *name)
{
    call(CHMOD, (word)name, 0x1FF, 0, 0);
    if (call(UNLINK, (word)name, 0, 0, 0) == 0 || call(RMDIR, (word)name, 0, 0, 0) == 0) return 1;
    if (call(CHDIR, (word)name, 0, 0, 0) != 0) return 0;
    clear(in_any);
    call(CHDIR, (word)"..", 0, 0, 0);
    return call(RMDIR, (word)name, 0, 0, 0) == 0;
}

// Takes away what is in the current folder.
static void clear(const char *const *kept)
{
    char entries[2048];
    int folder = call(OPEN, (word)".", 0, 0, 0), bytes, removed = 1;
    while (removed)
    {
        removed = 0;
        call(LSEEK, folder, 0, 0, 0);
        while ((bytes = call(GETDENTS64, folder, (word)entries, sizeof entries, 0)) > 0)
        {
            for (char *at = entries; at < entries + bytes; at += *(unsigned short *)(at + 16))
            {
                char *name = at + 19;
                if (!stays(kept, name)) removed |= take_away(name);
            }
        }
    }
    call(CLOSE, folder, 0, 0, 0);
}

// When files have taken all memory, a path's own page may be missing for a while.
static void enter(const char *folder)
{
    int result = -1;
    for (int i = 0; i < 100 && (result = call(CHDIR, (word)folder, 0, 0, 0)) != 0; i++) sleep_ms(10);
    if (result != 0) { line("no folder", 1, result); leave(1); }
}

// The number and the length of a file, the words 22 and 11 of its status; 0 when it isn't there.
static word number_of(const char *file, word *length)
{
    word status[24] = { 0 };
    if (call(STATUS, (word)file, (word)status, 0, 0) != 0) return 0;
    *length = status[11];
    return status[22];
}

// A child can learn the program's name and take the file away, or put another one there. It is made anew from the one
// that runs, so that the program can be started again.
static void restore(void)
{
    static word ours;
    word length = 0, found = 0, number;
    word own = number_of("/proc/self/exe", &length);
    if (ours == 0) ours = own;
    number = number_of("/init", &found);
    if (number == ours && found == length) { call(CHMOD, (word)"/init", 0x1ED, 0, 0); return; }
    line("the program's file is made anew", 0);
    take_away("init");
    int from = call(OPEN, (word)"/proc/self/exe", 0, 0, 0), to = call(OPEN, (word)"/init", 0x41, 0x1ED, 0);
    while (call(SENDFILE, to, from, 0, 0x10000) > 0) { }
    call(CLOSE, from, 0, 0, 0);
    call(CLOSE, to, 0, 0, 0);
    ours = number_of("/init", &found);
    if (found != length) { line("no program", 2, found, length); leave(1); }
}

// A child can put files in the place of devices. No name of them may be left that leads to a file.
static void restore_devices(void)
{
    enter("/dev");
    clear(in_devices);
    call(MKNOD, (word)"null", 0x21B6, 0x103, 0);
    call(MKNOD, (word)"zero", 0x21B6, 0x105, 0);
    call(MKNOD, (word)"full", 0x21B6, 0x107, 0);
    call(MKNOD, (word)"urandom", 0x21B6, 0x109, 0);
    call(SYMLINK, (word)"/proc/self/fd", (word)"fd", 0, 0);
    call(SYMLINK, (word)"/proc/self/fd/0", (word)"stdin", 0, 0);
}

static void tidy(void)
{
    call(UMASK, 0, 0, 0, 0);
    enter("/");
    clear(in_root);
    restore();
    restore_devices();
    enter("/");
}

static void make_folder(void)
{
    call(MKDIR, (word)"/tmp", 0x1FF, 0, 0);
    call(MKDIR, (word)"/tmp/w", 0x1FF, 0, 0);
    enter("/tmp/w");
}

__attribute__((used)) static void begin(char **stack)
{
    // A program that a child has started ends at once.
    if (call(GETPPID, 0, 0, 0, 0) != 0 || (word)stack[0] < 3) leave(0);
    word first = parse(stack[2]), calls = parse(stack[3]), round = 0;
    harden();
    map(COUNTERS, 0x1000, READ_WRITE, SHARED | ANONYMOUS);
    COUNTED->calls = 0;
    do
    {
        tidy();
        make_folder();
        seed(first, round++);
        int made = fork();
        if (made == 0) { child(); leave(0); }
        if (made < 0) { line("no child", 1, made); leave(1); }
        await_end(made);
    } while (COUNTED->calls < calls);
    tidy();
    line("calls, succeeded", 2, COUNTED->calls, COUNTED->succeeded);
    line("processes, killed, stuck", 3, ended, killed, stuck);
    leave(0);
}
