// Many processes. The word behind the name says which: `row` one after the other, `chain` each the child of the one
// before, `bomb` all at once, each making others for as long as it lives, `hog` one that takes all memory of which the
// first one has most.
#include "hostile.h"

enum { PLACE = 0x20000000, ROW = 1000, BOMB_MS = 300, HELD = 4500, PAGE = 4096,
    HEAP = 0x30000000, MORE = 0x50000000, BYTES = 0x10000000 };

struct common { int made, error, others; };

static volatile struct common *common = (void *)PLACE;

static void note(int error)
{
    if (common->error == 0) common->error = error; else if (common->error != error) common->others++;
}

// What a read of a process's text answers that was opened before the process ended (ESRCH).
static int read_vanished(void)
{
    char path[32] = "/proc/", digits[16], *at = path + 6, *digit = digits;
    int child = fork();
    if (child == 0) for (;;) call(PAUSE, 0, 0, 0, 0);
    for (int left = child; left != 0; left /= 10) *digit++ = '0' + left % 10;
    while (digit != digits) *at++ = *--digit;
    for (const char *rest = "/stat"; *rest; ) *at++ = *rest++;
    int file = call(OPEN, (word)path, 0, 0, 0);
    call(KILL, child, KILLED, 0, 0);
    await(child, 0);
    int answer = call(READ, file, (word)digits, sizeof digits, 0);
    call(CLOSE, file, 0, 0, 0);
    return answer;
}

static void touch(word at, word pages)
{
    map(at, BYTES, READ_WRITE, OWN | ANONYMOUS);
    for (word page = 0; page < pages; page++) *(volatile char *)(at + page * PAGE) = 1;
}

static void hog(void)
{
    int child = fork();
    while (child == 0 && !common->made) call(YIELD, 0, 0, 0, 0);
    if (child == 0) { touch(MORE, BYTES / PAGE); leave(0); }
    touch(HEAP, HELD);
    common->made = 1;
    line("hog", 1, await(child, 0));
}

static void row(void)
{
    int right = 0;
    for (int i = 0; i < ROW; i++)
    {
        int child = fork();
        if (child == 0) leave(i & 0x7F);
        if (child > 0 && await(child, 0) == (i & 0x7F) << 8) right++;
    }
    line("row", 2, right, read_vanished());
}

static void chain(void)
{
    int child;
    while ((child = fork()) == 0) common->made++;
    if (child < 0) note(child); else await(child, 0);
}

static void bomb(void)
{
    call(SETPGID, 0, 0, 0, 0);
    for (;;)
    {
        int child = fork();
        if (child == 0) __sync_fetch_and_add(&common->made, 1);
        else if (child < 0) { note(child); call(YIELD, 0, 0, 0, 0); }
    }
}

static int reap(void)
{
    int status, count = 0;
    while (call(WAIT4, -1, (word)&status, 0, 0) > 0) count++;
    return count;
}

__attribute__((used)) static void begin(char **stack)
{
    map(PLACE, sizeof *common, READ_WRITE, SHARED | ANONYMOUS);
    char which = stack[0] == (char *)2 ? *(char *)stack[2] : 'r';
    if (which == 'r') row();
    if (which == 'h') hog();
    int child = which == 'c' || which == 'b' ? fork() : 0;
    if (which == 'c' && child == 0) { chain(); leave(0); }
    if (which == 'b' && child == 0) bomb();
    if (which == 'c') { int ended = reap(); line("chain", 4, common->made + 1, common->error, common->others, ended); }
    if (which == 'b')
    {
        sleep_ms(BOMB_MS);
        int killed = call(KILL, -child, KILLED, 0, 0);
        int ended = reap();
        line("bomb", 5, killed, common->made + 1, common->error, common->others, ended);
    }
    leave(0);
}
