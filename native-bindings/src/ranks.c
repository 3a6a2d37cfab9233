/* The binding's table of functions and the argument helpers. */
#include "ranks.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

int ranks_arguments(napi_env env, napi_callback_info info, size_t n, napi_value *values) {
  size_t count = n;
  if (napi_get_cb_info(env, info, &count, values, NULL, NULL) != napi_ok || count < n) {
    napi_throw_type_error(env, NULL, "ranks binding: too few arguments");
    return 0;
  }
  return 1;
}

int32_t *ranks_word(napi_env env, napi_value array, napi_value index) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  int64_t at;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, NULL, NULL) != napi_ok || type != napi_int32_array ||
      napi_get_value_int64(env, index, &at) != napi_ok || at < 0 || (size_t)at >= length) {
    napi_throw_range_error(env, NULL, "ranks binding: expected an Int32Array and an index inside it");
    return NULL;
  }
  return (int32_t *)data + at;
}

napi_value ranks_throw_errno(napi_env env, const char *what, int error) {
  char message[160];
  snprintf(message, sizeof message, "%s: %s", what, strerror(error));
  const char *code = error == ENOMEM ? "ENOMEM" : error == EBADF ? "EBADF" : error == ENOSPC ? "ENOSPC" : error == EFBIG ? "EFBIG" : "EIO";
  napi_throw_error(env, code, message);
  return NULL;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback function;
  } table[] = {
      {"createMemory", ranks_create_memory}, {"map", ranks_map},     {"wait", ranks_wait}, {"wake", ranks_wake},
      {"addressOf", ranks_address_of},       {"readMemory", ranks_read_memory}, {"admitReaders", ranks_admit_readers},
      {"writeMemory", ranks_write_memory},   {"memoryAt", ranks_memory_at},
      {"yieldProcessor", ranks_yield},       {"watch", ranks_watch}, {"arm", ranks_arm},   {"unwatch", ranks_unwatch},
      {"exitProcess", ranks_exit_process},   {"redirect", ranks_redirect},
      {"combine", ranks_combine},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    napi_value function;
    if (napi_create_function(env, table[i].name, NAPI_AUTO_LENGTH, table[i].function, NULL, &function) != napi_ok ||
        napi_set_named_property(env, exports, table[i].name, function) != napi_ok)
      return NULL;
  }
  return exports;
}
