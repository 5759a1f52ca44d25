// A file that a process runs is not written to, and one that is open for writing is not run (ETXTBSY). The program
// runs a
// copy of itself.
#include "hostile.h"

enum { READ_WRITE_CREATE = 0x42, TRUNCATE_NOW = 0x200, TRUNCATE = 92, RENAME = 38, UNLINK = 10, EXECUTABLE = 0x1ED };

static char block[4096];

static int copy(void)
{
    int from = call(OPEN, (word)"/init", 0, 0, 0), to = call(OPEN, (word)"/copy", READ_WRITE_CREATE, EXECUTABLE, 0),
        count;
    while ((count = call(READ, from, (word)block, sizeof block, 0)) > 0) call(WRITE, to, (word)block, count, 0);
    call(CLOSE, from, 0, 0, 0);
    return to;
}

static int start(void)
{
    char *words[] = { "/copy", 0 };
    int child = fork();
    if (child == 0) leave(-call(EXECUTE, (word)"/copy", (word)words, (word)(words + 1), 0));
    return child;
}

static int opened(word flags)
{
    int result = call(OPEN, (word)"/copy", flags, 0, 0);
    if (result >= 0) call(CLOSE, result, 0, 0, 0);
    return result < 0 ? result : 0;
}

static void all(void)
{
    int writing = copy();
    line("run while written", 1, await(start(), 0) >> 8);
    call(CLOSE, writing, 0, 0, 0);
    int child = start();
    sleep_ms(50);
    line("read", 2, opened(0), opened(3));
    line("write", 4, opened(1), opened(2), opened(TRUNCATE_NOW), opened(TRUNCATE_NOW | 2));
    line("truncate", 2, call(TRUNCATE, (word)"/copy", 5, 0, 0), call(TRUNCATE, (word)"/copy", -1, 0, 0));
    int second = start();
    sleep_ms(50);
    call(KILL, child, TERM, 0, 0);
    await(child, 0);
    line("second", 1, opened(1));
    call(KILL, second, TERM, 0, 0);
    await(second, 0);
    line("none", 2, opened(1), call(TRUNCATE, (word)"/copy", 0, 0, 0));
    line("gone", 1, call(UNLINK, (word)"/copy", 0, 0, 0));
}

__attribute__((used)) static void begin(char **stack)
{
    char *name = (char *)stack[1];
    if (name[0] == '/' && name[1] == 'c') for (;;) call(PAUSE, 0, 0, 0, 0);
    run(all);
}
