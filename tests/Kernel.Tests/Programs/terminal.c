// A terminal and its jobs: prints what happens. RecordedProgramTests compares it with what it prints on Linux.
#include "calls.h"

enum { SCTTY = 0x540E, GPGRP = 0x540F, SPGRP = 0x5410, NOTTY = 0x5422, GSID = 0x5429, GETS = 0x5401, SETS = 0x5402,
    SWINSZ = 0x5414, GWINSZ = 0x5413, TOSTOP = 0x100 };

static volatile int seen[65];
static word settings[16];

static void note(int signal) { seen[signal]++; }

static int control(int request, word argument) { return call(IOCTL, 0, request, argument, 0); }

static int set_group(int group) { return control(SPGRP, (word)&group); }

static int group(void) { int found = -1, error = control(GPGRP, (word)&found); return error < 0 ? error : found; }

// A child in a group of its own, which waits until its parent has seen to that.
static int job(void)
{
    int child = fork();
    if (child == 0) { while (call(GETPGRP, 0, 0, 0, 0) != self()) call(YIELD, 0, 0, 0, 0); return 0; }
    call(SETPGID, child, child, 0, 0);
    return child;
}

static void own(void)
{
    int id = 0, me = self();
    line("session", 1, call(SETSID, 0, 0, 0, 0) == me);
    line("none", 2, group(), control(GSID, (word)&id));
    line("taken", 1, control(SCTTY, 1));
    line("again", 1, control(SCTTY, 0));
    call(MKNOD, (word)"/terminal", 0020600, 0x500, 0);
    call(DUP2, call(OPEN, (word)"/terminal", 2, 0, 0), 0, 0, 0);
    control(GSID, (word)&id);
    line("own", 2, group() == me, id == me);
    line("refused", 3, set_group(9999), set_group(-5), control(SPGRP, 16));
    int child = fork();
    if (child == 0)
    {
        line("child", 2, control(SCTTY, 0), group() == call(GETPGRP, 0, 0, 0, 0));
        call(SETSID, 0, 0, 0, 0);
        line("other session", 3, group(), set_group(me), control(SCTTY, 0));
        leave(0);
    }
    await(child, 0);
}

static void background(void)
{
    int me = self(), child = job();
    if (child == 0) { char byte; call(READ, 0, (word)&byte, 1, 0); leave(1); }
    line("reader", 1, await(child, UNTRACED));
    call(KILL, child, KILLED, 0, 0);
    await(child, 0);
    child = job();
    if (child == 0)
    {
        char byte;
        act(TTIN, (void *)1, 0, 0);
        line("no reader", 1, call(READ, 0, (word)&byte, 1, 0));
        leave(1);
    }
    await(child, 0);
    child = job();
    if (child == 0)
    {
        char byte;
        act(TTIN, note, 0, 0);
        line("told", 1, call(READ, 0, (word)&byte, 1, 0));
        leave(seen[TTIN]);
    }
    line("handled", 1, await(child, 0));
    control(GETS, (word)settings);
    child = job();
    if (child == 0) { leave(control(SETS, (word)settings)); }
    line("setter", 1, await(child, UNTRACED));
    set_group(child);
    call(KILL, child, CONT, 0, 0);
    line("in front", 1, await(child, 0));
    act(TTOU, (void *)1, 0, 0);
    line("back", 1, set_group(me));
    line("in front", 1, group() == me);
    child = job();
    if (child == 0) leave(control(SETS, (word)settings) + 3);
    line("ignores", 1, await(child, 0));
    act(TTOU, 0, 0, 0);
    settings[3] |= TOSTOP;
    control(SETS, (word)settings);
    child = job();
    if (child == 0) { call(WRITE, 0, (word)"behind\n", 7, 0); leave(4); }
    line("writer", 1, await(child, UNTRACED));
    settings[3] &= ~TOSTOP;
    control(SETS, (word)settings);
    call(KILL, child, CONT, 0, 0);
    line("written", 1, await(child, 0));
    child = job();
    if (child == 0) { set_group(self()); leave(7); }
    line("taker", 1, await(child, UNTRACED));
    call(KILL, child, KILLED, 0, 0);
    await(child, 0);
}

static void size(void)
{
    word before[2], size[2] = { 10 | 20 << 16, 0 };
    act(WINCH, note, 0, 0);
    control(GWINSZ, (word)before);
    control(SWINSZ, (word)size);
    line("size", 1, seen[WINCH]);
    control(SWINSZ, (word)size);
    line("same", 1, seen[WINCH]);
    control(SWINSZ, (word)before);
}

static void end(void)
{
    act(HUP, note, 0, 0);
    act(CONT, note, 0, 0);
    line("given up", 1, control(NOTTY, 0));
    line("signals", 3, seen[HUP], seen[CONT], group());
    line("again", 1, control(NOTTY, 0));
    int child = fork();
    if (child != 0) { line("last", 1, await(child, 0)); sleep_ms(200); leave(0); }
    call(SETSID, 0, 0, 0, 0);
    control(SCTTY, 1);
    child = job();
    if (child == 0)
    {
        act(HUP, note, 0, 0);
        act(CONT, note, 0, 0);
        sleep_ms(5000);
        sleep_ms(100);
        line("orphan", 2, seen[HUP], seen[CONT]);
        leave(0);
    }
    sleep_ms(50);
    call(KILL, child, STOP, 0, 0);
    await(child, UNTRACED);
    leave(9);
}

static void all(void)
{
    own();
    background();
    size();
    end();
}

void _start(void) { run(all); }
