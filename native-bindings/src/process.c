/* The process as a whole. */
#include "ranks.h"
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
