/*
 * Stands before every write that would make a file of the engine larger, and refuses growth of a tenant's data (ENOSPC) while less
 * is free on the volume than the floors say. A look from outside comes too late for a fast writer: the log would fill the last block,
 * and an engine that cannot write its log gives up. This comes with each write, so the log, the catalogs and the little that deleting
 * needs always find the room that is kept for them. No tenant can switch it off: the floors are the instance manager's.
 * Below the last floor it also slows the making of new files of the log, so that a checkpoint, which gives old ones back, keeps up
 * with whoever writes much log without growing, as a large DELETE does.
 *
 * Loaded into the engine by LD_PRELOAD. HOLDFAST_GROWTH_GATE names a file of three 64-bit numbers, shared by all processes:
 * [0] becomes 1 when somebody listens, [1] bytes below which data does not grow, [2] bytes below which nothing of a tenant grows.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* What a relation may have while data does not grow: emptying a table makes new, small files. */
#define SMALL_BYTES (64 * 1024)
/* Relations made by initdb bear smaller numbers. */
#define FIRST_OF_TENANT 16384

static volatile uint64_t *floors;

__attribute__((constructor)) static void listen_to_floors(void) {
  const char *path = getenv("HOLDFAST_GROWTH_GATE");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *shared = mmap(NULL, 3 * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared == MAP_FAILED) return;
  floors = shared;
  floors[0] = 1;
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Free space and visibility maps: small, and cleaning up needs them. `16402_fsm`, `16402_vm.1`. */
static int is_map(const char *name) { return strstr(name, "_fsm") != NULL || strstr(name, "_vm") != NULL; }

/* `above_last`: more is free than the last floor. */
static int may_grow(const char *path, uint64_t bytes, int above_last) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  if (ends_with(name, ".spill")) return above_last;
  if (!strstr(path, "/base/") && !strstr(path, "/pg_tblspc/") && !strstr(path, "/global/")) return 1;
  if (is_map(name)) return 1;
  if (!above_last) return 0;
  if (strstr(path, "/pgsql_tmp")) return 1;
  int is_first_file = strchr(name, '.') == NULL;
  long number = strtol(name, NULL, 10);
  return is_first_file && (bytes <= SMALL_BYTES || (number > 0 && number < FIRST_OF_TENANT));
}

/* A new file of the log waits the longer the less is left below the last floor, at most a second. */
static void slow_down(uint64_t left) {
  struct timespec rest = {.tv_sec = 0, .tv_nsec = (long)(999999999.0 * (double)(floors[2] - left) / (double)floors[2])};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
}

static int refuses(int fd, uint64_t end) {
  if (!floors || (floors[1] == 0 && floors[2] == 0)) return 0;
  int kept = errno, refused = 0;
  struct stat file;
  struct statvfs disk;
  if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && end > (uint64_t)file.st_size && fstatvfs(fd, &disk) == 0) {
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize, grown = end - (uint64_t)file.st_size;
    uint64_t left = free_bytes > grown ? free_bytes - grown : 0;
    if (left < floors[1] || left < floors[2]) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
      ssize_t length = readlink(link, path, sizeof path - 1);
      if (length > 0) {
        path[length] = '\0';
        refused = !may_grow(path, end, left >= floors[2]);
        if (left < floors[2] && file.st_size == 0 && strstr(path, "/pg_wal/xlogtemp")) slow_down(left);
      }
    }
  }
  errno = kept;
  return refused;
}

static uint64_t size_of(const struct iovec *parts, int count) {
  uint64_t bytes = 0;
  for (int n = 0; n < count; n++) bytes += parts[n].iov_len;
  return bytes;
}

#define REAL(type, name, ...)                                  \
  static type (*real)(__VA_ARGS__);                            \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define REFUSE(fd, end)                                        \
  if (refuses(fd, end)) {                                      \
    errno = ENOSPC;                                            \
    return -1;                                                 \
  }

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  REFUSE(fd, (uint64_t)at + count)
  return real(fd, bytes, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t);
  REFUSE(fd, (uint64_t)at + size_of(parts, count))
  return real(fd, parts, count, at);
}

/* Says its error in what it returns, not in errno. */
int posix_fallocate(int fd, off_t at, off_t count) {
  REAL(int, "posix_fallocate", int, off_t, off_t);
  return refuses(fd, (uint64_t)at + (uint64_t)count) ? ENOSPC : real(fd, at, count);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t, "write", int, const void *, size_t);
  off_t at = floors ? lseek(fd, 0, SEEK_CUR) : -1;
  if (at < 0) return real(fd, bytes, count);
  REFUSE(fd, (uint64_t)at + count)
  return real(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) __attribute__((alias("pwrite")));
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) __attribute__((alias("pwritev")));
int posix_fallocate64(int fd, off64_t at, off64_t count) __attribute__((alias("posix_fallocate")));
