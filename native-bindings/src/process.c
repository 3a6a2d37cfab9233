/* The process as a whole. */
#include "ranks.h"
#include <errno.h>
#include <unistd.h>

/* exitProcess(code): ends the process from any thread, at once. The first process of a container ignores the signals that it
   sends itself, even SIGKILL (pid_namespaces(7)); this ends it, too. */
napi_value ranks_exit_process(napi_env env, napi_callback_info info) {
  napi_value argument;
  int32_t code;
  if (!ranks_arguments(env, info, 1, &argument)) return NULL;
  if (napi_get_value_int32(env, argument, &code) != napi_ok) code = 1;
  _exit(code);
}

/* redirect(fd, to): what is written to descriptor `fd` goes where `to` goes, as dup2(2) has it. */
napi_value ranks_redirect(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int32_t fd, to;
  if (!ranks_arguments(env, info, 2, arguments)) return NULL;
  if (napi_get_value_int32(env, arguments[0], &fd) != napi_ok || napi_get_value_int32(env, arguments[1], &to) != napi_ok) {
    napi_throw_range_error(env, NULL, "redirect: expected two descriptors");
    return NULL;
  }
  if (dup2(to, fd) < 0) return ranks_throw_errno(env, "dup2", errno);
  return NULL;
}
