/* Wakes an idle event loop when a shared word changes: a thread sleeps on the futex in the loop's place and calls back
   through a thread-safe function. One thread per watcher, asleep unless armed. */
#include "ranks.h"
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { IDLE, ARMED, CLOSING };

struct watcher {
  int32_t *word;
  int32_t expected;
  _Atomic int32_t state;
  pthread_t thread;
  napi_threadsafe_function call;
  napi_ref buffer; /* keeps the mapping alive while the thread may touch it */
  napi_env env;
};

/* Async-signal-safe in spirit: touches only the words above. A change that comes before FUTEX_WAIT makes it return at once. */
static void *watch_loop(void *data) {
  struct watcher *watcher = data;
  for (;;) {
    int32_t state = atomic_load(&watcher->state);
    if (state == CLOSING) return NULL;
    if (state == IDLE) {
      ranks_futex((int32_t *)&watcher->state, FUTEX_WAIT, IDLE, -1);
      continue;
    }
    if (__atomic_load_n(watcher->word, __ATOMIC_SEQ_CST) == watcher->expected) {
      ranks_futex(watcher->word, FUTEX_WAIT, watcher->expected, 250);
      continue;
    }
    int32_t armed = ARMED;
    if (atomic_compare_exchange_strong(&watcher->state, &armed, IDLE)) napi_call_threadsafe_function(watcher->call, NULL, napi_tsfn_nonblocking);
  }
}

static void close_watcher(void *data) {
  struct watcher *watcher = data;
  atomic_store(&watcher->state, CLOSING);
  ranks_futex((int32_t *)&watcher->state, FUTEX_WAKE, INT_MAX, -1);
  ranks_futex(watcher->word, FUTEX_WAKE, INT_MAX, -1);
  pthread_join(watcher->thread, NULL);
  napi_release_threadsafe_function(watcher->call, napi_tsfn_abort);
}

/* The watcher is garbage: its thread must not outlive it. */
static void free_watcher(napi_env env, void *data, void *hint) {
  struct watcher *watcher = data;
  if (atomic_load(&watcher->state) != CLOSING) {
    napi_remove_env_cleanup_hook(env, close_watcher, watcher);
    close_watcher(watcher);
    napi_delete_reference(env, watcher->buffer);
  }
  free(watcher);
}

/* watch(int32array, index, callback): watcher. Does not keep the event loop alive. */
napi_value ranks_watch(napi_env env, napi_callback_info info) {
  napi_value arguments[3], name, result;
  if (!ranks_arguments(env, info, 3, arguments)) return NULL;
  int32_t *word = ranks_word(env, arguments[0], arguments[1]);
  if (word == NULL) return NULL;
  struct watcher *watcher = calloc(1, sizeof *watcher);
  if (watcher == NULL) return ranks_throw_errno(env, "calloc", 12);
  watcher->word = word;
  watcher->env = env;
  napi_create_string_utf8(env, "ranks doorbell", NAPI_AUTO_LENGTH, &name);
  if (napi_create_threadsafe_function(env, arguments[2], NULL, name, 0, 1, NULL, NULL, NULL, NULL, &watcher->call) != napi_ok) {
    free(watcher);
    napi_throw_error(env, "EIO", "watch: no thread-safe function");
    return NULL;
  }
  napi_unref_threadsafe_function(env, watcher->call);
  if (pthread_create(&watcher->thread, NULL, watch_loop, watcher) != 0) {
    napi_release_threadsafe_function(watcher->call, napi_tsfn_abort);
    free(watcher);
    napi_throw_error(env, "EAGAIN", "watch: no thread");
    return NULL;
  }
  napi_create_reference(env, arguments[0], 1, &watcher->buffer);
  napi_add_env_cleanup_hook(env, close_watcher, watcher);
  napi_create_external(env, watcher, free_watcher, NULL, &result);
  return result;
}

/* arm(watcher, expected): calls back once, as soon as the word differs from `expected`. */
napi_value ranks_arm(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  void *data;
  int32_t expected, idle = IDLE;
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  if (napi_get_value_external(env, arguments[0], &data) != napi_ok || napi_get_value_int32(env, arguments[1], &expected) != napi_ok)
    return NULL;
  struct watcher *watcher = data;
  if (atomic_load(&watcher->state) != IDLE) return NULL;
  watcher->expected = expected;
  if (atomic_compare_exchange_strong(&watcher->state, &idle, ARMED))
    ranks_futex((int32_t *)&watcher->state, FUTEX_WAKE, 1, -1);
  return NULL;
}

/* unwatch(watcher): stops the thread and frees what it held. */
napi_value ranks_unwatch(napi_env env, napi_callback_info info) {
  napi_value argument;
  void *data;
  if (!ranks_arguments(env, info, 1, &argument)) return NULL;
  if (napi_get_value_external(env, argument, &data) != napi_ok) return NULL;
  struct watcher *watcher = data;
  napi_remove_env_cleanup_hook(env, close_watcher, watcher);
  close_watcher(watcher);
  napi_delete_reference(env, watcher->buffer);
  return NULL;
}
