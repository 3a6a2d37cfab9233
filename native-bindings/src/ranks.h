/* What the parts of the binding share. Plain C on Node-API: one binary serves every Node version. */
#ifndef RANKS_H
#define RANKS_H

#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdint.h>

/* Reads `n` arguments or throws; false means an exception is pending. */
int ranks_arguments(napi_env env, napi_callback_info info, size_t n, napi_value *values);

/* The address of element `index` of an Int32Array argument, or NULL with an exception pending. */
int32_t *ranks_word(napi_env env, napi_value array, napi_value index);

/* Throws an Error whose code is the errno's name, such as "ENOMEM". */
napi_value ranks_throw_errno(napi_env env, const char *what, int error);

napi_value ranks_create_memory(napi_env env, napi_callback_info info);
napi_value ranks_map(napi_env env, napi_callback_info info);
napi_value ranks_wait(napi_env env, napi_callback_info info);
napi_value ranks_wake(napi_env env, napi_callback_info info);
napi_value ranks_yield(napi_env env, napi_callback_info info);
napi_value ranks_admit_readers(napi_env env, napi_callback_info info);
napi_value ranks_address_of(napi_env env, napi_callback_info info);
napi_value ranks_read_memory(napi_env env, napi_callback_info info);
napi_value ranks_write_memory(napi_env env, napi_callback_info info);
napi_value ranks_memory_at(napi_env env, napi_callback_info info);
napi_value ranks_combine(napi_env env, napi_callback_info info);
napi_value ranks_redirect(napi_env env, napi_callback_info info);
napi_value ranks_watch(napi_env env, napi_callback_info info);
napi_value ranks_arm(napi_env env, napi_callback_info info);
napi_value ranks_exit_process(napi_env env, napi_callback_info info);
napi_value ranks_unwatch(napi_env env, napi_callback_info info);

long ranks_futex(int32_t *word, int operation, int32_t value, double timeout_ms);

#endif
