/* Sleeping and waking on a word that several processes map, and giving the processor away.
   The futex is not private: its waiters may be in other processes (futex(2)). */
#include "ranks.h"
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

long ranks_futex(int32_t *word, int operation, int32_t value, double timeout_ms) {
  struct timespec limit, *until = NULL;
  if (timeout_ms >= 0) {
    limit.tv_sec = (time_t)(timeout_ms / 1e3);
    limit.tv_nsec = (long)((timeout_ms - (double)limit.tv_sec * 1e3) * 1e6);
    until = &limit;
  }
  return syscall(SYS_futex, word, operation, value, until, NULL, 0);
}

/* wait(int32array, index, expected, timeoutMs): false when the time ran out, true when the caller should look again. */
napi_value ranks_wait(napi_env env, napi_callback_info info) {
  napi_value arguments[4], result;
  int32_t expected;
  double timeout;
  if (!ranks_arguments(env, info, 4, arguments)) return NULL;
  int32_t *word = ranks_word(env, arguments[0], arguments[1]);
  if (word == NULL) return NULL;
  napi_get_value_int32(env, arguments[2], &expected);
  napi_get_value_double(env, arguments[3], &timeout);
  long outcome = ranks_futex(word, FUTEX_WAIT, expected, timeout);
  napi_get_boolean(env, !(outcome == -1 && errno == ETIMEDOUT), &result);
  return result;
}

/* wake(int32array, index): wakes everyone who waits on the word. */
napi_value ranks_wake(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  int32_t *word = ranks_word(env, arguments[0], arguments[1]);
  if (word != NULL) ranks_futex(word, FUTEX_WAKE, INT32_MAX, -1);
  return NULL;
}

/* yieldProcessor(): lets another runnable thread have this core. */
napi_value ranks_yield(napi_env env, napi_callback_info info) {
  sched_yield();
  return NULL;
}
