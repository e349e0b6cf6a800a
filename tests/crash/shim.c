// Counts the file calls of a program below a folder. At one of them it fails the call or kills the program.
// It is preloaded (LD_PRELOAD). It also bends the clocks. Without the variables below it does nothing.
//
//   PUNCTA_FAULT_BELOW   folder, as an absolute path without links; only calls on paths or descriptors below it count
//   PUNCTA_FAULT_CALLS   what counts: "all"; "change", no reading and closing; "grow", also no removing; "write", data alone
//   PUNCTA_FAULT_AT      number of the call that is hit, from 1
//   PUNCTA_FAULT_HOW     "error": it fails. "before", "after": SIGKILL before or after it. "half": half is written, then it
//                        fails. "half-kill": half is written, then SIGKILL
//   PUNCTA_FAULT_ERROR   number of the error
//   PUNCTA_FAULT_STAYS   if set, all later calls fail too
//   PUNCTA_FAULT_TOLD    file that gets the call that was hit, and at the end the numbers of calls of these four kinds
//   PUNCTA_FAULT_CLOCK   "real-back": the time of day goes back at every look. "still", "back", "to-and-fro": what the clock
//                        does that never goes back
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { READS, CHANGES, GROWS, WRITES };
enum { PASSES, FAILS, HALF, DIES };
static const char *below, *how, *told, *watch;
static long at, error, stays, least;
static atomic_long calls[WRITES + 1], looks;

static void tell(const char *line) {
    int file = told ? syscall(SYS_openat, AT_FDCWD, told, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    if (file < 0) return;
    syscall(SYS_write, file, line, strlen(line));
    syscall(SYS_close, file);
}

__attribute__((constructor)) static void begin(void) {
    const char *kinds[] = {"all", "change", "grow", "write"}, *kind = getenv("PUNCTA_FAULT_CALLS");
    const char *number = getenv("PUNCTA_FAULT_AT"), *code = getenv("PUNCTA_FAULT_ERROR");
    for (int i = 0; kind && i < 4; i++) if (!strcmp(kind, kinds[i])) least = i;
    below = getenv("PUNCTA_FAULT_BELOW"), told = getenv("PUNCTA_FAULT_TOLD"), watch = getenv("PUNCTA_FAULT_CLOCK");
    how = getenv("PUNCTA_FAULT_HOW"), stays = getenv("PUNCTA_FAULT_STAYS") != NULL;
    at = number ? atol(number) : 0, error = code ? atol(code) : EIO;
    if (!how) how = "error";
}

__attribute__((destructor)) static void end(void) {
    char line[120];
    snprintf(line, sizeof line, "calls %ld %ld %ld %ld\n", calls[0], calls[1], calls[2], calls[3]);
    if (below) tell(line);
}

static void die(void) { syscall(SYS_kill, getpid(), SIGKILL); for (;;) pause(); }

// Whether a descriptor, or a path from it, lies below the folder; its full path goes into `full`.
static int is_below(int fd, const char *path, char full[PATH_MAX]) {
    char link[40], base[PATH_MAX] = "";
    int size = strlen(below);
    if (path && path[0] == '/') {
        snprintf(full, PATH_MAX, "%s", path);
    } else {
        snprintf(link, sizeof link, fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
        if (readlink(link, base, sizeof base - 1) <= 0 || base[0] != '/') return 0;
        if (snprintf(full, PATH_MAX, "%s%s%s", base, path ? "/" : "", path ? path : "") >= PATH_MAX) return 0;
    }
    return !strncmp(full, below, size) && (full[size] == '/' || !full[size]);
}

// What becomes of a call.
static int fate(int level, const char *name, int fd, const char *path) {
    char full[PATH_MAX], line[PATH_MAX + 80];
    int kept = errno;
    long number = 0;
    if (below && is_below(fd, path, full))
        for (int kind = 0; kind <= level; kind++) {
            long count = ++calls[kind];
            if (kind == least) number = count;
        }
    errno = kept;
    if (!number || !at || number < at || (number > at && !stays)) return PASSES;
    if (number == at) {
        snprintf(line, sizeof line, "hit %s %s\n", name, full + strlen(below));
        tell(line);
    }
    if (!strcmp(how, "before")) die();
    if (level == WRITES && !strncmp(how, "half", 4) && number == at) return HALF;
    return strcmp(how, "after") ? FAILS : DIES;
}

#define NEXT(name) static typeof(&name) next; if (!next) *(void **)&next = dlsym(RTLD_NEXT, #name)
#define AROUND(...) AROUND_(__VA_ARGS__)
#define AROUND_(level, name, fd, path, bad, call) ({ int fate_ = fate(level, name, fd, path); typeof(call) got_ = bad; \
    if (fate_ != FAILS) got_ = call; else errno = error; if (fate_ == DIES) die(); got_; })

#define OPENS(flags) ((flags) & (O_CREAT | O_TRUNC) ? GROWS : READS), ((flags) & (O_CREAT | O_TRUNC) ? "create" : "open")
#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) \
    { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
#define OPEN(name) int name(const char *path, int flags, ...) \
    { MODE(flags) NEXT(name); return AROUND(OPENS(flags), AT_FDCWD, path, -1, next(path, flags, mode)); }
#define OPENAT(name) int name(int fd, const char *path, int flags, ...) \
    { MODE(flags) NEXT(name); return AROUND(OPENS(flags), fd, path, -1, next(fd, path, flags, mode)); }
OPEN(open) OPEN(open64) OPENAT(openat) OPENAT(openat64)

// Writes half first if it is to fail half-way.
#define WRITE(name, size, half, whole) NEXT(name); int fate_ = fate(WRITES, #name, fd, NULL); ssize_t got = -1; \
    if (fate_ == HALF) { if ((size) > 1) got = half; if (strcmp(how, "half")) die(); got = -1; } \
    if (fate_ == FAILS || fate_ == HALF) errno = error; else got = whole; \
    if (fate_ == DIES) die(); \
    return got;
ssize_t write(int fd, const void *data, size_t size)
    { WRITE(write, size, next(fd, data, size / 2), next(fd, data, size)) }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place)
    { WRITE(pwrite64, size, next(fd, data, size / 2, place), next(fd, data, size, place)) }
ssize_t writev(int fd, const struct iovec *parts, int count)
    { WRITE(writev, count, next(fd, parts, count / 2), next(fd, parts, count)) }
ssize_t copy_file_range(int from, off64_t *a, int fd, off64_t *b, size_t size, unsigned flags)
    { WRITE(copy_file_range, size, next(from, a, fd, b, size / 2, flags), next(from, a, fd, b, size, flags)) }

#define ON_PATH(level, name, args, path, ...) int name args { NEXT(name); \
    return AROUND(level, #name, AT_FDCWD, path, -1, next(__VA_ARGS__)); }
#define ON_FD(type, level, name, args, ...) type name args { NEXT(name); \
    return AROUND(level, #name, fd, NULL, -1, next(__VA_ARGS__)); }
#define FROM_FD(level, name, args, fd, path, ...) int name args { NEXT(name); \
    return AROUND(level, #name, fd, path, -1, next(__VA_ARGS__)); }
ON_PATH(GROWS, rename, (const char *a, const char *b), a, a, b)
ON_PATH(GROWS, mkdir, (const char *a, mode_t mode), a, a, mode)
ON_PATH(GROWS, link, (const char *a, const char *b), b, a, b)
ON_PATH(GROWS, symlink, (const char *a, const char *b), b, a, b)
ON_PATH(CHANGES, unlink, (const char *a), a, a)
ON_PATH(CHANGES, rmdir, (const char *a), a, a)
ON_PATH(CHANGES, chmod, (const char *a, mode_t mode), a, a, mode)
FROM_FD(GROWS, renameat, (int f, const char *a, int g, const char *b), f, a, f, a, g, b)
FROM_FD(GROWS, renameat2, (int f, const char *a, int g, const char *b, unsigned how), f, a, f, a, g, b, how)
FROM_FD(GROWS, mkdirat, (int f, const char *a, mode_t mode), f, a, f, a, mode)
FROM_FD(GROWS, linkat, (int f, const char *a, int g, const char *b, int how), g, b, f, a, g, b, how)
FROM_FD(GROWS, symlinkat, (const char *a, int f, const char *b), f, b, a, f, b)
FROM_FD(CHANGES, unlinkat, (int f, const char *a, int how), f, a, f, a, how)
ON_FD(int, GROWS, fsync, (int fd), fd)
ON_FD(int, GROWS, fdatasync, (int fd), fd)
ON_FD(int, GROWS, ftruncate64, (int fd, off64_t size), fd, size)
ON_FD(ssize_t, READS, read, (int fd, void *data, size_t size), fd, data, size)
ON_FD(ssize_t, READS, pread64, (int fd, void *data, size_t size, off64_t place), fd, data, size, place)
DIR *opendir(const char *path) { NEXT(opendir); return AROUND(READS, "opendir", AT_FDCWD, path, NULL, next(path)); }

// Closes in any case: a failed close closes too.
int close(int fd) {
    NEXT(close);
    int fate_ = fate(READS, "close", fd, NULL), got = next(fd);
    if (fate_ == DIES) die();
    return fate_ == FAILS ? (errno = error, -1) : got;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    NEXT(clock_gettime);
    static struct timespec first;
    int got = next(clock, time), day = clock == CLOCK_REALTIME, other = clock == CLOCK_MONOTONIC;
    if (!watch || got || !(day || other)) return got;
    long number = looks++;
    if (day && !strcmp(watch, "real-back")) time->tv_sec -= 3600 * (1 + number);
    if (day || !strcmp(watch, "real-back")) return got;
    if (!number || !first.tv_sec) first = *time;
    *time = first;
    // A second earlier at every look, from a point ahead; or ahead and back by turns.
    if (!strcmp(watch, "back")) time->tv_sec += 1000000 - number % 1000000;
    if (!strcmp(watch, "to-and-fro")) time->tv_sec += 37 * number % 100;
    return got;
}
