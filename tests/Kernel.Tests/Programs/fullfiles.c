// Files take all memory that they can have; programs go on all the same.
#include "hostile.h"

enum { CREATE_FOR_WRITING = 0x41, UNLINK = 10, PIECE = 0x10000, PLACE = 0x20000000 };

static char block[PIECE];

static int fill(const char *path)
{
    int file = call(OPEN, (word)path, CREATE_FOR_WRITING, 0x1A4, 0), written;
    do written = call(WRITE, file, (word)block, PIECE, 0); while (written == PIECE);
    if (written > 0) written = call(WRITE, file, (word)block, PIECE, 0);
    call(CLOSE, file, 0, 0, 0);
    return written;
}

__attribute__((used)) static void begin(char **stack)
{
    line("full", 2, fill("/first"), fill("/second"));
    int child = fork();
    if (child == 0)
    {
        map(PLACE, PIECE, READ_WRITE, OWN | ANONYMOUS);
        for (int i = 0; i < PIECE; i += 4096) ((volatile char *)PLACE)[i] = 1;
        leave(5);
    }
    line("child", 1, await(child, 0));
    line("removed", 2, call(UNLINK, (word)"/first", 0, 0, 0), call(UNLINK, (word)"/second", 0, 0, 0));
    leave(0);
}
