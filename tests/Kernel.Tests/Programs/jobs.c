// Children, jobs, alarms and interrupted calls: prints what happens. RecordedProgramTests compares it with Linux.
#include "calls.h"

static volatile int seen, last_code, last_status, ends[2];

static void note(int signal) { seen++; }

static void about(int signal, struct info *info, void *context)
{
    seen++;
    last_code = info->code;
    last_status = info->status;
}

static void fill(int signal) { seen++; if (seen == 2) call(WRITE, ends[1], (word)"x", 1, 0); else alarm_ms(30); }

static void defaults(void)
{
    for (int signal = 1; signal <= 64; signal++)
    {
        int stops = signal == STOP || signal == TSTP || signal == TTIN || signal == TTOU;
        if (stops || signal == 32 || signal == 33) continue;
        int child = fork();
        if (child == 0) { raise(signal); leave(77); }
        line("default", 2, signal, await(child, 0));
    }
}

static void statuses(void)
{
    int child = fork();
    if (child == 0) leave(0x1234);
    line("exit", 1, await(child, 0));
    line("exit again", 1, await(child, 0));
    child = fork();
    if (child == 0) { *(volatile int *)16 = 1; }
    line("fault", 1, await(child, 0));
    child = fork();
    if (child == 0) { act(SEGV, (void *)1, 0, 0); mask(SETMASK, bit(SEGV)); *(volatile int *)16 = 1; }
    line("ignored fault", 1, await(child, 0));
    child = fork();
    if (child == 0)
    {
        act(USR1, note, 0, 0);
        __asm__ volatile("movl $16, %%esp; int $0x80" : : "a"(KILL), "b"(self()), "c"(USR1));
    }
    line("no stack", 1, await(child, 0));
    child = fork();
    if (child == 0) { __asm__ volatile("movl $16, %%esp; int $0x80" : : "a"(173)); }
    line("no frame", 1, await(child, 0));
    line("options", 3, await(-1, 0x100), await(-1, NOHANG), call(WAIT4, -1, 8, NOHANG, 0));
    act(USR1, note, 0, 0);
    mask(SETMASK, bit(USR1));
    raise(USR1);
    child = fork();
    if (child == 0) leave((pending() != 0) + 2 * (blocked() == bit(USR1)));
    line("child has", 1, await(child, 0));
    seen = 0;
    mask(SETMASK, 0);
    line("parent has", 1, seen);
}

static int waiter(void)
{
    int child = fork();
    if (child == 0) for (;;) call(PAUSE, 0, 0, 0, 0);
    return child;
}

static int sleeper(int ms, int status)
{
    int child = fork();
    if (child == 0) { sleep_ms(ms); leave(status); }
    return child;
}

// A signal that is pending when another one of its kind comes keeps its cause: so there is time between them.
static void told(void)
{
    sleep_ms(20);
    line("told", 3, seen, last_code, last_status);
    seen = last_code = last_status = 0;
}

static void children(void)
{
    int status = 0, child;
    act(USR1, 0, 0, 0);
    act(CHLD, about, SIGINFO | RESTART, 0);
    seen = 0;
    child = waiter();
    call(KILL, child, STOP, 0, 0);
    line("stopped", 1, await(child, UNTRACED));
    told();
    line("again", 1, call(WAIT4, child, (word)&status, NOHANG | UNTRACED, 0));
    call(KILL, child, CONT, 0, 0);
    line("gone on", 1, await(child, CONTINUED));
    told();
    call(KILL, child, TSTP, 0, 0);
    sleep_ms(20);
    line("orphaned", 1, call(WAIT4, child, (word)&status, NOHANG | UNTRACED, 0));
    call(SETPGID, child, 0, 0, 0);
    call(KILL, child, TSTP, 0, 0);
    line("stopped again", 1, await(child, UNTRACED));
    told();
    call(KILL, child, USR1, 0, 0);
    line("still", 1, call(WAIT4, child, (word)&status, NOHANG, 0));
    call(KILL, child, CONT, 0, 0);
    line("ended", 1, await(child, 0));
    sleep_ms(20);
    seen = last_code = last_status = 0;
    act(CHLD, about, SIGINFO | NOCLDSTOP | RESTART, 0);
    child = waiter();
    call(KILL, child, STOP, 0, 0);
    line("quietly", 1, await(child, UNTRACED));
    told();
    call(KILL, child, KILLED, 0, 0);
    line("killed", 1, await(child, 0));
    told();
    act(CHLD, (void *)1, 0, 0);
    line("forgotten", 1, await(sleeper(1, 3), 0));
    act(CHLD, about, SIGINFO | NOCLDWAIT | RESTART, 0);
    line("not kept", 1, await(sleeper(1, 4), 0));
    told();
    act(CHLD, 0, 0, 0);
}

static void groups(void)
{
    int me = self(), child = sleeper(100, 5), group, first, second;
    group = call(GETPGRP, 0, 0, 0, 0);
    line("own", 3, group == call(GETPGID, me, 0, 0, 0), group == call(GETPGID, child, 0, 0, 0),
        call(GETSID, 0, 0, 0, 0) == call(GETSID, child, 0, 0, 0));
    first = call(SETPGID, 0, 0, 0, 0);
    second = call(SETSID, 0, 0, 0, 0);
    line("lead", 3, first, second, call(GETPGRP, 0, 0, 0, 0) == me);
    first = call(SETPGID, child, 0, 0, 0);
    second = call(GETPGID, child, 0, 0, 0) == child;
    line("child", 4, first, second, call(SETPGID, child, me, 0, 0), call(GETPGID, child, 0, 0, 0) == me);
    line("refused", 5, call(SETPGID, 9999, 0, 0, 0), call(SETPGID, 0, -1, 0, 0), call(SETPGID, child, 9999, 0, 0),
        call(GETPGID, 9999, 0, 0, 0), call(GETSID, 9999, 0, 0, 0));
    line("parent", 1, call(SETPGID, call(GETPPID, 0, 0, 0, 0), 0, 0, 0));
    line("nobody", 1, await(-child, 0));
    line("of group", 1, await(0, 0));
    line("none left", 1, await(-me, 0));
    child = fork();
    if (child == 0)
    {
        int id = call(SETSID, 0, 0, 0, 0);
        leave((id == self()) + 2 * (call(GETPGRP, 0, 0, 0, 0) == id) + 4 * (call(GETSID, 0, 0, 0, 0) == id)
            + 8 * (call(SETPGID, 0, 0, 0, 0) == -1) + 16 * (call(SETSID, 0, 0, 0, 0) == -1));
    }
    line("session", 1, await(child, 0));
    child = fork();
    if (child == 0) { call(SETPGID, 0, 0, 0, 0); sleeper(5000, 1); sleep_ms(5000); leave(6); }
    sleep_ms(50);
    line("kill group", 1, call(KILL, -child, TERM, 0, 0));
    line("killed", 1, await(child, 0));
    line("kill", 6, call(KILL, 9999, TERM, 0, 0), call(KILL, -9999, 0, 0, 0), call(KILL, me, 65, 0, 0),
        call(KILL, me, 0, 0, 0), call(TKILL, 0, 0, 0, 0), call(TGKILL, me, 9999, 0, 0));
}

static void times(void)
{
    struct times set = { 0, 30000, 0, 20000 }, got = { 0 }, wrong = { 0, 0, 0, 1000000 };
    word time[2] = { 2, 0 }, rest[2] = { 9, 9 };
    set_t none = bit(USR2);
    int result;
    act(ALRM, note, RESTART, 0);
    seen = 0;
    line("refused", 2, call(SETITIMER, 0, (word)&wrong, 0, 0), call(SETITIMER, 9, (word)&set, 0, 0));
    line("timer", 1, call(SETITIMER, 0, (word)&set, 0, 0));
    while (seen < 3) call(PAUSE, 0, 0, 0, 0);
    call(GETITIMER, 0, (word)&got, 0, 0);
    line("every", 4, seen, got.every, got.every_us > 20000 && got.every_us < 40000,
        got.next_us > 0 && got.next_us <= 40000);
    set.every_us = set.next_us = 0;
    call(SETITIMER, 0, (word)&set, (word)&got, 0);
    line("alarm", 1, call(ALARM, 10, 0, 0, 0));
    line("alarm", 1, call(ALARM, 1000, 0, 0, 0));
    line("alarm", 1, call(ALARM, 0, 0, 0, 0));
    alarm_ms(20);
    result = call(NANOSLEEP, (word)time, (word)rest, 0, 0);
    line("sleep", 2, result, rest[0]);
    alarm_ms(20);
    line("pause", 1, call(PAUSE, 0, 0, 0, 0));
    mask(SETMASK, bit(ALRM) | bit(USR1));
    alarm_ms(20);
    line("suspend", 1, call(SIGSUSPEND, (word)&none, 8, 0, 0));
    line("after", 2, (word)blocked(), (word)pending());
    alarm_ms(20);
    line("old suspend", 1, call(OLD_SIGSUSPEND, 0, 0, bit(USR2), 0));
    line("after", 2, (word)blocked(), (word)pending());
    mask(SETMASK, 0);
}

static void interrupted(void)
{
    char byte = 0;
    int child, result;
    call(PIPE, (word)ends, 0, 0, 0);
    act(ALRM, fill, 0, 0);
    seen = 0;
    alarm_ms(20);
    result = call(READ, ends[0], (word)&byte, 1, 0);
    line("read", 2, result, seen);
    act(ALRM, fill, RESTART, 0);
    result = call(READ, ends[0], (word)&byte, 1, 0);
    line("restarted", 3, result, seen, byte);
    seen = 0;
    child = sleeper(100, 8);
    act(ALRM, note, 0, 0);
    alarm_ms(20);
    line("wait", 1, await(child, 0));
    act(ALRM, note, RESTART, 0);
    alarm_ms(20);
    result = await(child, 0);
    line("wait on", 2, result, seen);
    act(BROKEN_PIPE, note, 0, 0);
    call(CLOSE, ends[0], 0, 0, 0);
    seen = 0;
    result = call(WRITE, ends[1], (word)"y", 1, 0);
    line("pipe", 2, result, seen);
    act(CHLD, note, 0, 0);
    result = await(sleeper(60, 9), 0);
    line("child first", 2, result, seen);
    act(CHLD, 0, 0, 0);
    child = sleeper(200, 10);
    call(KILL, child, STOP, 0, 0);
    await(child, UNTRACED);
    call(KILL, child, CONT, 0, 0);
    line("slept on", 1, await(child, 0));
}

static void all(void)
{
    defaults();
    statuses();
    children();
    groups();
    times();
    interrupted();
}

void _start(void) { run(all); }
