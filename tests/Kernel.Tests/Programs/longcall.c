// A child sends a file to its own end, a byte a piece, and another one two GiB of a hole to nowhere. An alarm ends
// each, and its parent's clock goes on meanwhile. Both files are unlinked as soon as they are open: how far the first
// one grows is up to the machine's speed.
#include "hostile.h"

enum { UNLINK = 10, SENDFILE = 187, FTRUNCATE64 = 194 };

static void grow(void)
{
    word position = 0;
    int file = call(OPEN, (word)"/grows", 0x42, 0x1A4, 0);
    call(UNLINK, (word)"/grows", 0, 0, 0);
    call(WRITE, file, (word)"x", 1, 0);
    call(ALARM, 1, 0, 0, 0);
    call(SENDFILE, file, file, (word)&position, 0x7FFFFFFF);
}

static void send_hole(void)
{
    int file = call(OPEN, (word)"/hole", 0x42, 0x1A4, 0), nowhere = call(OPEN, (word)"/dev/null", 2, 0, 0);
    call(UNLINK, (word)"/hole", 0, 0, 0);
    call(FTRUNCATE64, file, 0x7FFFF000, 0, 0);
    alarm_ms(20);
    call(SENDFILE, nowhere, file, 0, 0x7FFFFFFF);
}

static void report(const char *name, void (*program)(void))
{
    int made = fork();
    if (made == 0) { program(); leave(0); }
    int status = 0, waited = call(7, made, (word)&status, 0, 0);
    line(name, 2, waited == made, status & 0x7F);
}

__attribute__((used)) static void begin(char **stack)
{
    report("file to its end: ended, by signal", grow);
    report("hole: ended, by signal", send_hole);
    leave(0);
}
