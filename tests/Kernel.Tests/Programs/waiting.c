// Waiting for files, signals and time: poll, ppoll, select, pselect6, sigtimedwait, timers of a process's own time.
// Prints what happens. RecordedProgramTests compares it with Linux.
#include "calls.h"

enum { UNLINK = 10, MKNOD_FIFO = 0x1180, SELECT = 142, POLL = 168, SIGTIMEDWAIT = 177, PSELECT6 = 308, PPOLL = 309,
    FCNTL = 55, PSELECT6_TIME64 = 413, PPOLL_TIME64 = 414, SIGTIMEDWAIT_TIME64 = 421, VTALRM = 26, PROF = 27,
    POLLIN = 1, POLLPRI = 2, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLNVAL = 32, READ_ONLY = 0, WRITE_ONLY = 1,
    NONBLOCK = 0x800, BAD = 8, CALLS = 4 };

struct file { int descriptor; short events, revents; };
struct span { int seconds, rest; };
struct long_span { long long seconds, nanoseconds; };
struct masked { word set, bytes; };

static volatile int seen;
static int ends[2];

static void note(int signal) { seen++; }

static int call6(int number, word a, word b, word c, word d, word e, word f)
{
    int result;
    word all[7] = { number, a, b, c, d, e, f };
    __asm__ volatile("push %%ebp; push %%ebx; mov 4(%%eax), %%ebx; mov 8(%%eax), %%ecx; mov 12(%%eax), %%edx;"
        " mov 16(%%eax), %%esi; mov 20(%%eax), %%edi; mov 24(%%eax), %%ebp; mov (%%eax), %%eax; int $0x80;"
        " pop %%ebx; pop %%ebp" : "=a"(result) : "a"(all) : "ecx", "edx", "esi", "edi", "memory");
    return result;
}

static int poll(struct file *files, int count, int ms) { return call(POLL, (word)files, count, ms, 0); }

static int poll_one(int descriptor, int events, int ms)
{
    struct file one = { descriptor, events, 0x7FFF };
    int result = poll(&one, 1, ms);
    return result < 0 ? result : result * 0x10000 + (one.revents & 0xFFFF);
}

static void pipe_polls(void)
{
    call(PIPE, (word)ends, 0, 0, 0);
    text("empty"); also(poll_one(ends[0], 0x3FF, 0)); also(poll_one(ends[1], 0x3FF, 0)); end_line();
    call(WRITE, ends[1], (word)"abc", 3, 0);
    text("full"); also(poll_one(ends[0], POLLIN, -1)); also(poll_one(ends[0], POLLOUT, 0));
    also(poll_one(ends[0], 0, 0)); end_line();
    struct file several[4] = { { ends[0], POLLIN, 1 }, { -5, POLLIN, 2 }, { 77, POLLIN, 3 }, { ends[1], 0, 4 } };
    int result = poll(several, 4, 5);
    text("several"); also(result); also(several[0].revents); also(several[1].revents); also(several[2].revents);
    also(several[3].revents); end_line();
    text("bad"); also(poll(0, 0, 0)); also(poll((void *)BAD, 1, 0)); also(poll((void *)BAD, 0, 0));
    also(poll(several, 1000000, 0)); also(poll(several, -1, 0)); end_line();
    text("time over"); also(poll_one(77, POLLIN, 0) == 0x10020 ? poll_one(ends[1], POLLPRI, 20) : -1); end_line();
    call(CLOSE, ends[1], 0, 0, 0);
    text("writer gone"); also(poll_one(ends[0], POLLIN, 0)); also(poll_one(ends[0], 0, 0)); end_line();
    char taken[8];
    call(READ, ends[0], (word)taken, 8, 0);
    text("all read"); also(poll_one(ends[0], POLLIN, 0)); end_line();
    call(CLOSE, ends[0], 0, 0, 0);
    call(PIPE, (word)ends, 0, 0, 0);
    call(CLOSE, ends[0], 0, 0, 0);
    text("reader gone"); also(poll_one(ends[1], POLLOUT, 0)); also(poll_one(ends[1], 0, 0)); end_line();
    call(CLOSE, ends[1], 0, 0, 0);
}

// Somebody else writes after some time, or ends.
static int writer(int ms, int writes)
{
    int child = fork();
    if (child == 0)
    {
        call(CLOSE, ends[0], 0, 0, 0);
        sleep_ms(ms);
        if (writes) call(WRITE, ends[1], (word)"x", 1, 0);
        leave(0);
    }
    return child;
}

static void waits(void)
{
    char taken[8];
    call(PIPE, (word)ends, 0, 0, 0);
    int child = writer(30, 1);
    text("wait"); also(poll_one(ends[0], POLLIN, 5000)); end_line();
    await(child, 0);
    call(READ, ends[0], (word)taken, 8, 0);
    child = writer(30, 0);
    call(CLOSE, ends[1], 0, 0, 0);
    text("wait for the end"); also(poll_one(ends[0], POLLIN, -1)); end_line();
    await(child, 0);
    call(CLOSE, ends[0], 0, 0, 0);
}

static int select(int end, word *reads, word *writes, word *others, struct span *time)
{
    return call6(SELECT, end, (word)reads, (word)writes, (word)others, (word)time, 0);
}

static void selects(void)
{
    call(PIPE, (word)ends, 0, 0, 0);
    int end = ends[1] + 1;
    word reader = 1u << ends[0], writer_bit = 1u << ends[1], high = 0xFFFFFFFFu << end;
    struct span none = { 0, 0 }, some = { 0, 20000 }, much = { 5, 2000000 };
    word reads = reader | writer_bit | high, writes = reader | writer_bit | high, others = reader | high;
    int result = select(end, &reads, &writes, &others, &none);
    text("select"); also(result); also(reads == 0); also(writes == writer_bit); also(others); end_line();
    call(WRITE, ends[1], (word)"abc", 3, 0);
    reads = reader;
    result = select(end, &reads, 0, 0, &much);
    text("ready at once"); also(result); also(reads == reader);
    also(much.seconds * 1000000 + much.rest > 6000000);
    also(much.seconds * 1000000 + much.rest <= 7000000 && much.rest < 1000000); end_line();
    reads = writer_bit;
    result = select(end, &reads, 0, 0, &some);
    text("not in time"); also(result); also(reads); also(some.seconds); also(some.rest); end_line();
    reads = 1u << 20;
    text("not open"); also(select(21, &reads, 0, 0, &none)); also(reads == 1u << 20); end_line();
    text("not open either"); also(select(21, 0, &reads, 0, &none)); also(select(21, 0, 0, &reads, &none));
    also(select(20, &reads, 0, 0, &none)); end_line();
    struct span wrong[3] = { { -1, 0 }, { 0, -1 }, { 0, -2000000 } };
    text("wrong"); also(select(-1, 0, 0, 0, &none)); also(select(0, 0, 0, 0, wrong));
    also(select(0, 0, 0, 0, wrong + 1)); also(select(0, 0, 0, 0, wrong + 2)); also(select(0, 0, 0, 0, (void *)BAD));
    end_line();
    text("bad"); also(select(3, (void *)BAD, 0, 0, &none)); also(select(3, 0, (void *)BAD, 0, &none));
    also(select(3, 0, 0, (void *)BAD, &none)); also(select(0, (void *)BAD, 0, 0, &none)); end_line();
    call(CLOSE, ends[1], 0, 0, 0);
    reads = writes = reader;
    result = select(end, &reads, &writes, 0, 0);
    text("at the end"); also(result); also(reads == reader); also(writes); end_line();
    call(CLOSE, ends[0], 0, 0, 0);
}

// One of the calls, with nothing to wait for but a signal, the time in its own form.
static int masked(int which, set_t *set, word bytes, int ms, int *left_ms)
{
    struct span span = { ms / 1000, ms % 1000 * 1000000 };
    struct long_span long_span = { span.seconds, span.rest };
    struct masked pack = { (word)set, bytes };
    static const int numbers[CALLS] = { PPOLL, PPOLL_TIME64, PSELECT6, PSELECT6_TIME64 };
    word time = ms < 0 ? 0 : which % 2 == 0 ? (word)&span : (word)&long_span;
    int result = which < 2 ? call6(numbers[which], 0, 0, time, (word)set, bytes, 0)
        : call6(numbers[which], 0, 0, 0, 0, time, (word)&pack);
    if (which % 2 == 0) *left_ms = span.seconds * 1000 + span.rest / 1000000;
    else *left_ms = (int)long_span.seconds * 1000 + (int)long_span.nanoseconds / 1000000;
    return result;
}

static void masks(void)
{
    set_t none = 0, usr1 = bit(USR1), all = ~0ull;
    int left;
    act(USR1, note, 0, 0);
    act(ALRM, note, RESTART, 0);
    for (int which = 0; which < CALLS; which++)
    {
        mask(SETMASK, usr1);
        raise(USR1);
        seen = 0;
        text("masked"); also(which); end_line();
        text("blocked"); also(masked(which, 0, 0, 0, &left)); also(masked(which, &usr1, 8, 10, &left)); also(left);
        also(seen); end_line();
        text("wrong"); also(masked(which, &none, 4, 0, &left)); also(masked(which, (void *)BAD, 8, 0, &left));
        also(masked(which, 0, 4, 0, &left)); also(seen); end_line();
        text("let in"); also(masked(which, &none, 8, 0, &left)); also(seen); also(blocked() == usr1);
        also(pending() == 0); end_line();
        raise(USR1);
        text("let in and wait"); also(masked(which, &none, 8, 5000, &left)); also(left > 4000 && left <= 5000);
        also(seen); also(blocked() == usr1); end_line();
        mask(SETMASK, 0);
        alarm_ms(30);
        text("alarm"); also(masked(which, &usr1, 8, 5000, &left)); also(left > 4000 && left < 5000); also(seen);
        also(blocked() == 0); end_line();
        alarm_ms(30);
        text("alarm waits"); also(masked(which, &all, 8, 80, &left)); also(left); also(seen); also(blocked() == 0);
        end_line();
        alarm_ms(30);
        text("for ever"); also(masked(which, 0, 0, -1, &left)); also(seen); end_line();
    }
    struct span wrong[2] = { { 0, 1000000000 }, { -1, 0 } };
    struct long_span far = { 0, -1 };
    text("times"); also(call6(PPOLL, 0, 0, (word)wrong, 0, 0, 0));
    also(call6(PSELECT6, 0, 0, 0, 0, (word)(wrong + 1), 0)); also(call6(PPOLL_TIME64, 0, 0, (word)&far, 0, 0, 0));
    also(call6(PPOLL, 0, 0, BAD, 0, 0, 0)); also(call6(PSELECT6, 0, 0, 0, 0, 0, BAD)); end_line();
    text("which first"); also(call6(PPOLL, BAD, 1000000, (word)wrong, BAD, 4, 0));
    also(call6(PPOLL, BAD, 1000000, 0, BAD, 4, 0)); also(call6(PPOLL, BAD, 1000000, 0, BAD, 8, 0));
    also(call6(PPOLL, BAD, 1000000, 0, 0, 0, 0)); end_line();
}

static int take(set_t set, struct info *info, int ms)
{
    struct span span = { ms / 1000, ms % 1000 * 1000000 };
    return call(SIGTIMEDWAIT, (word)&set, (word)info, ms < 0 ? 0 : (word)&span, 8);
}

static void taken_signals(void)
{
    struct info info = { 0 };
    set_t usr = bit(USR1) | bit(USR2) | bit(KILLED) | bit(STOP);
    struct span wrong = { 0, -1 };
    struct long_span soon = { 0, 1000000 };
    act(USR1, note, 0, 0);
    act(USR2, note, RESTART, 0);
    act(CHLD, 0, 0, 0);
    mask(SETMASK, usr);
    seen = 0;
    text("none"); also(take(usr, &info, 0)); also(take(usr, &info, 20)); end_line();
    text("none, long"); also(call(SIGTIMEDWAIT_TIME64, (word)&usr, 0, (word)&soon, 8)); end_line();
    raise(USR2);
    raise(USR1);
    int result = take(usr, &info, -1);
    text("taken"); also(result); also(info.signal); also(info.code); also(info.about == self()); end_line();
    text("next"); also(take(usr, 0, 0)); also(take(usr, 0, 0)); also(seen); end_line();
    text("wrong"); also(call(SIGTIMEDWAIT, (word)&usr, 0, 0, 4)); also(call(SIGTIMEDWAIT, BAD, 0, 0, 8));
    also(call(SIGTIMEDWAIT, (word)&usr, 0, BAD, 8)); also(call(SIGTIMEDWAIT, (word)&usr, 0, (word)&wrong, 8));
    end_line();
    raise(USR1);
    text("nowhere to tell"); also(call(SIGTIMEDWAIT, (word)&usr, BAD, 0, 8)); also((int)pending()); also(seen);
    end_line();
    int child = fork();
    if (child == 0) { sleep_ms(30); call(KILL, call(GETPPID, 0, 0, 0, 0), USR1, 0, 0); leave(3); }
    result = take(usr, &info, -1);
    text("from a child"); also(result); also(info.about == child); also(info.code); also(seen); end_line();
    await(child, 0);
    mask(SETMASK, bit(CHLD));
    child = fork();
    if (child == 0) leave(3);
    result = take(bit(CHLD), &info, 5000);
    await(child, 0);
    text("child's end"); also(result); also(info.code); also(info.about == child); also(info.status);
    also(take(bit(CHLD), 0, 0)); end_line();
    mask(SETMASK, 0);
    child = fork();
    if (child == 0) { sleep_ms(30); call(KILL, call(GETPPID, 0, 0, 0, 0), USR2, 0, 0); leave(0); }
    result = take(bit(USR1), 0, 5000);
    text("another"); also(result); also(seen); end_line();
    await(child, 0);
    child = fork();
    if (child == 0) { sleep_ms(30); call(KILL, call(GETPPID, 0, 0, 0, 0), USR1, 0, 0); leave(0); }
    result = take(bit(USR1), 0, 5000);
    text("not blocked"); also(result); also(seen); end_line();
    await(child, 0);
}

static void spin(int timer, int signal)
{
    struct times set = { 0, 20000, 0, 20000 }, off = { 0, 0, 0, 0 }, before = { 0 };
    act(signal, note, 0, 0);
    seen = 0;
    text("timer"); also(timer); also(call(SETITIMER, timer, (word)&set, (word)&before, 0)); end_line();
    text("before"); also(before.every); also(before.every_us); also(before.next); also(before.next_us); end_line();
    while (seen < 3) { }
    int result = call(SETITIMER, timer, (word)&off, (word)&before, 0);
    text("ran"); also(result); also(before.every); also(before.every_us); also(before.next);
    also(before.next_us > 0 && before.next_us <= 20000 + 10000); end_line();
    seen = 0;
    set.every_us = 0;
    call(SETITIMER, timer, (word)&set, 0, 0);
    sleep_ms(60);
    text("asleep"); also(seen); end_line();
    while (seen < 1) { }
    call(GETITIMER, timer, (word)&before, 0, 0);
    text("once"); also(before.every_us); also(before.next); also(before.next_us); end_line();
    call(SETITIMER, timer, (word)&set, 0, 0);
    int child = fork();
    if (child == 0)
    {
        call(GETITIMER, timer, (word)&before, 0, 0);
        leave(before.next_us != 0);
    }
    text("child"); also(await(child, 0)); end_line();
    call(SETITIMER, timer, (word)&off, 0, 0);
}

static void timers(void)
{
    struct times off = { 0, 0, 0, 0 }, wrong = { 0, 0, 0, 1000000 };
    spin(1, VTALRM);
    spin(2, PROF);
    text("wrong"); also(call(SETITIMER, 3, (word)&off, 0, 0)); also(call(SETITIMER, 1, (word)&wrong, 0, 0));
    also(call(SETITIMER, 1, BAD, 0, 0)); also(call(GETITIMER, 3, (word)&off, 0, 0)); end_line();
}

static void all(void)
{
    pipe_polls();
    waits();
    selects();
    masks();
    taken_signals();
    timers();
}

void _start(void) { run(all); }
