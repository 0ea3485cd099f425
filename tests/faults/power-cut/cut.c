/* A power cut for one program: what was written and not synced is gone. Preloaded into the writer (LD_PRELOAD), it copies a file of the
   folder CUT_SRC into the folder CUT_DST when that file is synced, as it is at that moment, before the caller hears that it is on disk.
   Names (rename, unlink) change in both at once, as in a file system that journals its folders. Kill the writer, and CUT_DST is what the
   disk would hold. Processes of one program take turns, so that the later sync is the one that stays. Opening and closing a file here drops
   its POSIX locks: for a single process, or for programs that use none (PostgreSQL). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The place in CUT_DST of a path in CUT_SRC; 0 when the path lies elsewhere. */
static int durable_place(const char *path, char *out, size_t size) {
  const char *from = getenv("CUT_SRC"), *to = getenv("CUT_DST");
  if (!from || !to) return 0;
  char here[2048], whole[4200];
  if (path[0] != '/') {
    if (!getcwd(here, sizeof here)) return 0;
    snprintf(whole, sizeof whole, "%s/%s", here, path);
    path = whole;
  }
  size_t length = strlen(from);
  if (strncmp(path, from, length) || path[length] != '/') return 0;
  snprintf(out, size, "%s%s", to, path + length);
  return 1;
}

static void make_folders(char *path) {
  for (char *at = path + 1; *at; at++) {
    if (*at != '/') continue;
    *at = 0;
    if (mkdir(path, 0700) && errno != EEXIST) abort();
    *at = '/';
  }
}

static void keep(int fd) {
  char link[64], path[4096], place[4200], fresh[4300], turn[4300], part[1 << 16];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  struct stat seen;
  if (!durable_place(path, place, sizeof place) || fstat(fd, &seen) || !S_ISREG(seen.st_mode)) return;
  snprintf(fresh, sizeof fresh, "%s.%d.cut", place, (int)getpid());
  make_folders(fresh);
  snprintf(turn, sizeof turn, "%s.turn", getenv("CUT_DST"));
  int mine = open(turn, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (mine < 0 || flock(mine, LOCK_EX)) abort();
  int in = open(path, O_RDONLY | O_CLOEXEC), out = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (in < 0) { close(out); close(mine); return; } /* Deleted meanwhile: nothing of it will be found again. */
  if (out < 0) abort();
  ssize_t got;
  while ((got = read(in, part, sizeof part)) > 0) if (write(out, part, got) != got) abort();
  close(in);
  close(out);
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  if (real(fresh, place)) abort();
  close(mine);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  keep(fd);
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  keep(fd);
  return real(fd);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  char durable_from[4200], durable_to[4200];
  if (durable_place(from, durable_from, sizeof durable_from) && durable_place(to, durable_to, sizeof durable_to)) real(durable_from, durable_to);
  return real(from, to);
}

int unlink(const char *path) {
  static int (*real)(const char *);
  if (!real) real = dlsym(RTLD_NEXT, "unlink");
  char place[4200];
  if (durable_place(path, place, sizeof place)) real(place);
  return real(path);
}
