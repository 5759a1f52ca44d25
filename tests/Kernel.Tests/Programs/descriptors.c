// Names of open files (/dev/fd, /proc/self/fd), links that lead to a file itself, pipes with a name, and which pages
// are in memory. Prints what happens. RecordedProgramTests compares it with Linux.
#include "calls.h"

enum { UNLINK = 10, EXECVE = 11, CHDIR = 12, RMDIR = 40, FCNTL = 55, LSEEK = 19, MKDIR = 39, RENAME = 38, LINK = 9,
    SYMLINK = 83, READLINK = 85, POLL = 168, GETDENTS64 = 220, STAT64 = 195, LSTAT64 = 196, FSTAT64 = 197,
    LINKAT = 303, MINCORE = 218, MUNMAP = 91, MPROTECT = 125, MADVISE = 219, PIPE_KIND = 0x1000,
    READ_ONLY = 0, WRITE_ONLY = 1, READ_WRITE = 2, CREATE = 0x40, EXCLUSIVE = 0x80, TRUNCATE = 0x200,
    NONBLOCK = 0x800, DIRECTORY = 0x10000, NOFOLLOW = 0x20000, GETFL = 3, BAD = 8, HERE = -100, FOLLOW = 0x400 };

struct file { int descriptor; short events, revents; };
struct status { char front[16]; word mode, links, user, group; char rest[64]; };

static char buffer[256];

static int open(const char *path, int flags) { return call(OPEN, (word)path, flags, 0x1A4, 0); }

static int close(int descriptor) { return call(CLOSE, descriptor, 0, 0, 0); }

static int read(int descriptor, int bytes) { return call(READ, descriptor, (word)buffer, bytes, 0); }

static int write(int descriptor, const char *bytes, int count)
{
    return call(WRITE, descriptor, (word)bytes, count, 0);
}

static int mode_of(int number, const char *path)
{
    struct status status;
    int result = call(number, (word)path, (word)&status, 0, 0);
    return result < 0 ? result : (int)status.mode;
}

static int same(const char *one, const char *other, int count)
{
    while (count-- > 0) if (one[count] != other[count]) return 0;
    return 1;
}

// The text of a link, but for a number in brackets.
static void show_link(const char *path)
{
    int length = call(READLINK, (word)path, (word)buffer, sizeof buffer - 1, 0);
    if (length < 0) { text("link"); also(length); end_line(); return; }
    buffer[length] = 0;
    for (int i = 0; i < length; i++) if (buffer[i] == '[') buffer[i + 1] = 0;
    text("link "); text(buffer); end_line();
}

static void open_again(void)
{
    int file = open("file", READ_WRITE | CREATE);
    write(file, "abcdef", 6);
    char name[] = "/dev/fd/0";
    name[8] = '0' + file;
    int again = open(name, READ_ONLY);
    text("again"); also(again == file + 1); also(read(again, 3)); also(same(buffer, "abc", 3));
    also(call(LSEEK, file, 0, 1, 0)); end_line();
    text("only read"); also(write(again, "x", 1)); also(call(FCNTL, again, GETFL, 0, 0) & 3); end_line();
    close(again);
    show_link(name);
    call(RENAME, (word)"file", (word)"other", 0, 0);
    show_link(name);
    text("modes"); also(mode_of(LSTAT64, name)); also(mode_of(STAT64, name)); end_line();
    again = open("other", READ_ONLY);
    name[8]++;
    text("read-only"); also(mode_of(LSTAT64, name)); end_line();
    close(again);
    text("closed"); also(mode_of(LSTAT64, name)); also(open(name, READ_ONLY)); end_line();
    show_link(name);
    name[8]--;
    call(UNLINK, (word)"other", 0, 0, 0);
    again = open(name, READ_WRITE);
    text("without a name"); also(again >= 0); also(read(again, 9)); also(same(buffer, "abcdef", 6)); end_line();
    close(again);
    text("emptied"); also((again = open(name, READ_WRITE | TRUNCATE)) >= 0); also(read(again, 9)); end_line();
    close(again);
    text("refused"); also(open(name, READ_ONLY | NOFOLLOW)); also(open(name, READ_ONLY | DIRECTORY));
    also(open(name, READ_WRITE | CREATE | EXCLUSIVE)); also(open("/dev/fd/0x", READ_ONLY));
    also(open("/dev/fd/99", READ_ONLY)); also(open("/dev/fd/99", READ_WRITE | CREATE));
    also(open("/dev/fd/-1", READ_ONLY)); also(open("/dev/fd/03", READ_ONLY)); end_line();
    text("names are nobody's"); also(call(UNLINK, (word)name, 0, 0, 0)); also(call(MKDIR, (word)"/dev/fd/77", 0, 0, 0));
    also(call(SYMLINK, (word)"a", (word)"/proc/self/fd/78", 0, 0)); also(call(RMDIR, (word)"/proc/self/fd", 0, 0, 0));
    also(call(LINKAT, HERE, (word)name, HERE, (word)"new")); end_line();
    close(file);
}

static void folders(void)
{
    call(MKDIR, (word)"folder", 0x1FF, 0, 0);
    int folder = open("folder", READ_ONLY | DIRECTORY);
    char path[] = "/proc/self/fd/0/inside";
    path[14] = '0' + folder;
    int made = open(path, READ_WRITE | CREATE);
    text("through a folder"); also(made >= 0); also(write(made, "12", 2)); also(mode_of(STAT64, "folder/inside"));
    end_line();
    close(made);
    path[15] = 0;
    text("as a folder"); also(mode_of(LSTAT64, path)); also(mode_of(STAT64, path));
    also(call(CHDIR, (word)path, 0, 0, 0)); also(mode_of(STAT64, "inside")); end_line();
    show_link("/proc/self/cwd");
    text("up"); also(call(CHDIR, (word)"/proc/self/cwd/..", 0, 0, 0)); also(mode_of(STAT64, "folder/inside"));
    end_line();
    show_link("/proc/self/root");
    close(folder);
    call(UNLINK, (word)"folder/inside", 0, 0, 0);
    call(RMDIR, (word)"folder", 0, 0, 0);
}

// What a listing of one's own descriptors names: the standard ones are each side's own.
static void listing(void)
{
    char entries[1024], seen[16] = { 0 };
    int one = open("/dev/null", READ_WRITE), folder = open("/proc/self/fd", READ_ONLY | DIRECTORY), bytes;
    while ((bytes = call(GETDENTS64, folder, (word)entries, sizeof entries, 0)) > 0)
    {
        for (char *at = entries; at < entries + bytes; at += *(unsigned short *)(at + 16))
        {
            if (at[19] >= '0' && at[19] <= '9' && at[20] == 0) seen[at[19] - '0']++;
        }
    }
    text("listed"); also(seen[one]); also(seen[folder]); also(seen[folder + 1]);
    also(mode_of(LSTAT64, "/proc/self/fd")); end_line();
    close(one);
    text("still"); also(mode_of(LSTAT64, "/proc/self/fd/9")); also(open("/proc/self/fd", READ_WRITE)); end_line();
    close(folder);
}

static void devices(void)
{
    show_link("/dev/fd");
    show_link("/dev/stdin");
    show_link("/dev/stdout");
    show_link("/dev/stderr");
    int null = open("/dev/null", READ_WRITE), kept = call(63, 1, 20, 0, 0);
    call(DUP2, null, 1, 0, 0);
    int out = open("/dev/stdout", WRITE_ONLY), bytes = write(out, "lost\n", 5);
    call(DUP2, kept, 1, 0, 0);
    text("standard output"); also(out >= 0); also(bytes); end_line();
    close(kept); close(out); close(null);
}

static void pipes(void)
{
    int ends[2];
    char name[] = "/dev/fd/0";
    call(PIPE, (word)ends, 0, 0, 0);
    name[8] = '0' + ends[0];
    show_link(name);
    text("pipe"); also(mode_of(LSTAT64, name)); also(mode_of(STAT64, name)); end_line();
    int writer = open(name, WRITE_ONLY | NONBLOCK);
    text("other end"); also(writer >= 0); also(write(writer, "xyz", 3)); also(read(ends[0], 9)); end_line();
    close(ends[1]);
    close(writer);
    text("end"); also(read(ends[0], 9)); end_line();
    int reader = open(name, READ_ONLY);
    struct file polled = { reader, 1, 0 };
    call(POLL, (word)&polled, 1, 0, 0);
    text("second reader"); also(reader >= 0); also(read(reader, 9)); also(polled.revents); end_line();
    close(reader);
    writer = open(name, WRITE_ONLY);
    text("second writer"); also(writer >= 0); also(write(writer, "uv", 2)); also(read(ends[0], 9)); end_line();
    close(ends[0]);
    act(BROKEN_PIPE, (void *)1, 0, 0);
    name[8] = '0' + writer;
    text("no reader"); also(write(writer, "w", 1)); also(open(name, WRITE_ONLY | NONBLOCK) >= 0); end_line();
    close(writer);
    for (int i = 3; i < 20; i++) close(i);
}

static int events_of(int descriptor, int events)
{
    struct file polled = { descriptor, events, 0 };
    int result = call(POLL, (word)&polled, 1, 0, 0);
    return result < 0 ? result : polled.revents;
}

static void named_pipes(void)
{
    text("make"); also(call(MKNOD, (word)"pipe", PIPE_KIND | 0x1B0, 0, 0)); also(mode_of(STAT64, "pipe"));
    also(call(MKNOD, (word)"pipe", PIPE_KIND, 0, 0)); end_line();
    int reader = open("pipe", READ_ONLY | NONBLOCK), writer;
    text("reader alone"); also(reader >= 0); also(events_of(reader, 1)); also(read(reader, 9)); end_line();
    writer = open("pipe", WRITE_ONLY | NONBLOCK);
    text("writer"); also(writer >= 0); also(events_of(reader, 1)); also(read(reader, 9)); also(events_of(writer, 4));
    end_line();
    write(writer, "abc", 3);
    text("written"); also(events_of(reader, 1)); also(read(reader, 2)); end_line();
    int second = open("pipe", READ_ONLY | NONBLOCK);
    close(writer);
    text("writer gone"); also(events_of(reader, 1)); also(events_of(second, 1)); also(read(second, 9));
    also(read(reader, 9)); also(events_of(reader, 1)); end_line();
    int third = open("pipe", READ_ONLY | NONBLOCK);
    text("came later"); also(events_of(third, 1)); also(read(third, 9)); end_line();
    close(reader); close(second); close(third);
    text("writer alone"); also(open("pipe", WRITE_ONLY | NONBLOCK)); end_line();
    int both = open("pipe", READ_WRITE);
    text("both"); also(both >= 0); also(events_of(both, 5)); also(write(both, "12", 2)); also(events_of(both, 5));
    also(read(both, 9)); end_line();
    close(both);
    reader = open("pipe", READ_ONLY | NONBLOCK);
    text("what was left is gone"); also(read(reader, 9)); end_line();
    close(reader);
    int child = fork();
    if (child == 0)
    {
        sleep_ms(30);
        writer = open("pipe", WRITE_ONLY);
        write(writer, "hello", 5);
        leave(0);
    }
    reader = open("pipe", READ_ONLY);
    int first = read(reader, 9), last = read(reader, 9);
    text("meet"); also(reader >= 0); also(first); also(same(buffer, "hello", 5)); also(last); end_line();
    await(child, 0);
    close(reader);
    child = fork();
    if (child == 0)
    {
        sleep_ms(30);
        reader = open("pipe", READ_ONLY);
        leave(read(reader, 9));
    }
    writer = open("pipe", WRITE_ONLY);
    text("meet the other way"); also(writer >= 0); also(write(writer, "1234567", 7)); also(await(child, 0)); end_line();
    act(BROKEN_PIPE, (void *)1, 0, 0);
    text("alone again"); also(write(writer, "x", 1)); also(events_of(writer, 4)); end_line();
    close(writer);
    text("seek"); also((both = open("pipe", READ_WRITE)) >= 0); also(call(LSEEK, both, 0, 0, 0)); end_line();
    close(both);
    call(UNLINK, (word)"pipe", 0, 0, 0);
}

enum { PAGE = 0x1000, PAGES = 12, START = 0x30000000 };

static int map(word at, int pages, int rights, int flags)
{
    int result;
    __asm__ volatile("push %%ebp; xor %%ebp, %%ebp; int $0x80; pop %%ebp" : "=a"(result)
        : "0"(MMAP2), "b"(at), "c"(pages * PAGE), "d"(rights), "S"(flags), "D"(-1) : "memory");
    return result;
}

static void residence(const char *name, word at, word bytes)
{
    unsigned char answers[16];
    for (int i = 0; i < 16; i++) answers[i] = 9;
    int result = call(MINCORE, at, bytes, (word)answers, 0);
    text(name); also(result);
    text(" ");
    for (int i = 0; i < 13; i++) number(answers[i]);
    end_line();
}

static void pages(void)
{
    volatile char *memory = (char *)START;
    map(START, PAGES, 3, 0x32);
    residence("untouched", START, PAGES * PAGE);
    memory[0] = 1;
    memory[2 * PAGE] = 1;
    (void)memory[5 * PAGE];
    residence("touched", START, PAGES * PAGE);
    residence("a part", START, 2 * PAGE + 1);
    residence("nothing", START, 0);
    call(MPROTECT, START, PAGE, 0, 0);
    call(MPROTECT, START + 2 * PAGE, PAGE, 1, 0);
    residence("protected", START, PAGES * PAGE);
    call(MADVISE, START + 2 * PAGE, PAGE, 4, 0);
    residence("discarded", START, PAGES * PAGE);
    call(MUNMAP, START + 7 * PAGE, PAGE, 0, 0);
    residence("hole", START, PAGES * PAGE);
    residence("in the hole", START + 7 * PAGE, PAGE);
    residence("behind it", START + 8 * PAGE, PAGE);
    residence("not a page's start", START + 1, PAGE);
    residence("too long", START + 7 * PAGE, 0xFFFFFFFF);
    residence("at the end", 0xBFFFF000, 0x2000);
    text("bad answers"); also(call(MINCORE, START, PAGE, BAD, 0)); also(call(MINCORE, START, PAGE, 0xFFFFFFF0, 0));
    also(call(MINCORE, START, 0, BAD, 0)); also(call(MINCORE, START + 7 * PAGE, PAGE, BAD, 0)); end_line();
    map(START, PAGES, 3, 0x31);
    memory[PAGE] = 1;
    int child = fork();
    if (child == 0) { memory[3 * PAGE] = 1; leave(0); }
    await(child, 0);
    residence("shared", START, PAGES * PAGE);
}

static void all(void)
{
    call(MKDIR, (word)"/tmp", 0x1FF, 0, 0);
    call(MKDIR, (word)"/tmp/descriptors", 0x1FF, 0, 0);
    call(CHDIR, (word)"/tmp/descriptors", 0, 0, 0);
    open_again();
    folders();
    listing();
    devices();
    pipes();
    named_pipes();
    pages();
    call(CHDIR, (word)"/", 0, 0, 0);
    call(RMDIR, (word)"/tmp/descriptors", 0, 0, 0);
}

void _start(void) { run(all); }
