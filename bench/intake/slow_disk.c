/* Preloaded into a process, makes each of its fsync and fdatasync take as many microseconds longer as SYNC_DELAY says. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_first(void) {
    const char *delay = getenv("SYNC_DELAY");
    if (delay) usleep((useconds_t)atoi(delay));
}

int fsync(int file) {
    wait_first();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_first();
    return (int)syscall(SYS_fdatasync, file);
}
