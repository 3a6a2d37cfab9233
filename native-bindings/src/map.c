/* Memory that processes share: an anonymous memfd, which has no name and therefore can't be left behind, mapped by
   everyone who inherited its descriptor. */
#include "ranks.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* createMemory(bytes): descriptor. */
napi_value ranks_create_memory(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int64_t bytes;
  if (!ranks_arguments(env, info, 1, &argument)) return NULL;
  if (napi_get_value_int64(env, argument, &bytes) != napi_ok || bytes <= 0) {
    napi_throw_range_error(env, NULL, "createMemory: bytes must be positive");
    return NULL;
  }
  int fd = memfd_create("ranks", MFD_CLOEXEC);
  if (fd < 0) return ranks_throw_errno(env, "memfd_create", errno);
  if (ftruncate(fd, bytes) != 0) {
    int error = errno;
    close(fd);
    return ranks_throw_errno(env, "ftruncate", error);
  }
  napi_create_int32(env, fd, &result);
  return result;
}

static void unmap(napi_env env, void *data, void *hint) {
  munmap(data, *(size_t *)hint);
  free(hint);
}

/* map(fd, bytes): ArrayBuffer over the shared pages. The size is checked first: touching a page beyond the end of the
   file would kill the process with SIGBUS. */
napi_value ranks_map(napi_env env, napi_callback_info info) {
  napi_value arguments[2], result;
  int32_t fd;
  int64_t bytes;
  struct stat status;
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  if (napi_get_value_int32(env, arguments[0], &fd) != napi_ok || napi_get_value_int64(env, arguments[1], &bytes) != napi_ok ||
      bytes <= 0) {
    napi_throw_range_error(env, NULL, "map: expected a descriptor and a positive size");
    return NULL;
  }
  if (fstat(fd, &status) != 0) return ranks_throw_errno(env, "fstat", errno);
  if (status.st_size < bytes) return ranks_throw_errno(env, "the memory is smaller than its layout", EFBIG);
  size_t *size = malloc(sizeof *size);
  if (size == NULL) return ranks_throw_errno(env, "malloc", ENOMEM);
  *size = (size_t)bytes;
  void *data = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) {
    int error = errno;
    free(size);
    return ranks_throw_errno(env, "mmap", error);
  }
  if (napi_create_external_arraybuffer(env, data, *size, unmap, size, &result) != napi_ok) {
    munmap(data, *size);
    free(size);
    napi_throw_error(env, "EIO", "map: this runtime refuses external memory");
    return NULL;
  }
  return result;
}
