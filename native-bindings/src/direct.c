/* One copy between ranks of a host: the receiver reads the sender's array where it lies. Within a process that is memcpy;
   between processes of one user process_vm_readv(2), for which the reader needs the right to trace the other: where the Yama
   module is strict, each process grants it to those who can reach it (prctl(2), PR_SET_PTRACER). */
#include "ranks.h"
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif

/* admitReaders(): lets the other ranks read this process's arrays. */
napi_value ranks_admit_readers(napi_env env, napi_callback_info info) {
  prctl(PR_SET_PTRACER, -1, 0, 0, 0); /* Fails without Yama, where nothing is needed. */
  return NULL;
}

static void *bytes_of(napi_env env, napi_value array, size_t *bytes) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, NULL, NULL) != napi_ok) return NULL;
  size_t width = type == napi_int8_array || type == napi_uint8_array || type == napi_uint8_clamped_array ? 1
                 : type == napi_int16_array || type == napi_uint16_array                                ? 2
                 : type == napi_int32_array || type == napi_uint32_array || type == napi_float32_array  ? 4
                                                                                                        : 8;
  *bytes = length * width;
  return data;
}

/* addressOf(array): where its elements lie, as a number; 0 when that can't be told. It holds until the array is let go. */
napi_value ranks_address_of(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  size_t bytes;
  if (!ranks_arguments(env, info, 1, &argument)) return NULL;
  void *data = bytes_of(env, argument, &bytes);
  napi_create_double(env, (double)(uintptr_t)data, &result);
  return result;
}

/* readMemory(pid, address, into, bytes): fills the front of `into`; false when that isn't allowed or the process is gone. */
napi_value ranks_read_memory(napi_env env, napi_callback_info info) {
  napi_value arguments[4], result;
  int32_t pid;
  double address, count;
  size_t room, done = 0;
  if (!ranks_arguments(env, info, 4, arguments)) return NULL;
  napi_get_value_int32(env, arguments[0], &pid);
  napi_get_value_double(env, arguments[1], &address);
  napi_get_value_double(env, arguments[3], &count);
  char *to = bytes_of(env, arguments[2], &room), *from = (char *)(uintptr_t)address;
  size_t bytes = (size_t)count;
  if (to == NULL || bytes > room) {
    napi_throw_range_error(env, NULL, "readMemory: expected a typed array with room for the bytes");
    return NULL;
  }
  if (pid == getpid()) {
    memcpy(to, from, bytes);
    done = bytes;
  }
  while (done < bytes) {
    struct iovec local = {to + done, bytes - done}, remote = {from + done, bytes - done};
    ssize_t copied = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    if (copied <= 0) break;
    done += (size_t)copied;
  }
  napi_get_boolean(env, done == bytes, &result);
  return result;
}

/* writeMemory(address, from): copies all of `from` to where an array of this process lies. */
napi_value ranks_write_memory(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  double address;
  size_t bytes;
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  napi_get_value_double(env, arguments[0], &address);
  char *from = bytes_of(env, arguments[1], &bytes);
  if (from == NULL) napi_throw_type_error(env, NULL, "writeMemory: expected a typed array");
  else memcpy((char *)(uintptr_t)address, from, bytes);
  return NULL;
}

/* memoryAt(address, bytes): an ArrayBuffer over an array of this process, which must stay there as long as anybody uses it. */
napi_value ranks_memory_at(napi_env env, napi_callback_info info) {
  napi_value arguments[2], result;
  double address, bytes;
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  napi_get_value_double(env, arguments[0], &address);
  napi_get_value_double(env, arguments[1], &bytes);
  if (napi_create_external_arraybuffer(env, (char *)(uintptr_t)address, (size_t)bytes, NULL, NULL, &result) != napi_ok) {
    napi_throw_error(env, "EIO", "memoryAt: this runtime refuses external memory");
    return NULL;
  }
  return result;
}
