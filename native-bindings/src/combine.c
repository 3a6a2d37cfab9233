/* The hot loops of reductions: into[i] = left[i] op right[i], as collectives/kernels.ts has them, for the compiler to vectorise. What
   it gives must be the same to the bit: a float's operation rounds once either way, since a double holds the exact result of two
   floats, or near enough; integers wrap; min and max are Math.min and Math.max, for which NaN wins and -0 is less than 0. */
#include "ranks.h"
#include <stdint.h>
#include <string.h>

enum { SUM = 1, PROD = 2, MIN = 3, MAX = 4 }; /* The codes of the operations (collectives/reductions.ts). */

#define FLOATS(T, BITS)                                                                       \
  static inline T lesser_##T(T a, T b) {                                                      \
    BITS x, y;                                                                                \
    T zero;                                                                                   \
    memcpy(&x, &a, sizeof x), memcpy(&y, &b, sizeof y);                                       \
    x |= y; /* Of equal ones only zeros differ, in their sign. */                             \
    memcpy(&zero, &x, sizeof zero);                                                           \
    return a < b ? a : b < a ? b : a == b ? zero : a + b;                                     \
  }                                                                                           \
  static inline T greater_##T(T a, T b) {                                                     \
    BITS x, y;                                                                                \
    T zero;                                                                                   \
    memcpy(&x, &a, sizeof x), memcpy(&y, &b, sizeof y);                                       \
    x &= y;                                                                                   \
    memcpy(&zero, &x, sizeof zero);                                                           \
    return a > b ? a : b > a ? b : a == b ? zero : a + b;                                     \
  }

FLOATS(double, uint64_t)
FLOATS(float, uint32_t)

static inline int32_t lesser_int32_t(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t greater_int32_t(int32_t a, int32_t b) { return a > b ? a : b; }

/* `into` may be either operand, never a shifted one. */
#define LOOP(T, EXPRESSION)                                                                   \
  {                                                                                           \
    T *into = to;                                                                             \
    const T *left = a, *right = b;                                                            \
    _Pragma("GCC ivdep") for (size_t i = 0; i < n; i++) into[i] = (T)(EXPRESSION);            \
    return 1;                                                                                 \
  }

#define COMBINE(T, ARITHMETIC)                                                                \
  static int combine_##T(int operation, void *to, const void *a, const void *b, size_t n) {   \
    switch (operation) {                                                                      \
    case SUM: LOOP(T, (ARITHMETIC)left[i] + (ARITHMETIC)right[i])                             \
    case PROD: LOOP(T, (ARITHMETIC)left[i] * (ARITHMETIC)right[i])                            \
    case MIN: LOOP(T, lesser_##T(left[i], right[i]))                                          \
    case MAX: LOOP(T, greater_##T(left[i], right[i]))                                         \
    default: return 0;                                                                        \
    }                                                                                         \
  }

COMBINE(double, double)
COMBINE(float, float)
COMBINE(int32_t, uint32_t)

/* combine(operation, into, left, right, n): over the first n elements of three arrays of one kind. */
napi_value ranks_combine(napi_env env, napi_callback_info info) {
  napi_value arguments[5];
  int32_t operation;
  int64_t n;
  napi_typedarray_type types[3];
  size_t lengths[3];
  void *data[3];
  if (!ranks_arguments(env, info, 5, arguments)) return NULL;
  napi_get_value_int32(env, arguments[0], &operation);
  napi_get_value_int64(env, arguments[4], &n);
  int sound = n >= 0;
  for (int i = 0; i < 3 && sound; i++) {
    sound = napi_get_typedarray_info(env, arguments[i + 1], &types[i], &lengths[i], &data[i], NULL, NULL) == napi_ok &&
            types[i] == types[0] && lengths[i] >= (size_t)n;
  }
  if (sound)
    sound = types[0] == napi_float64_array   ? combine_double(operation, data[0], data[1], data[2], n)
            : types[0] == napi_float32_array ? combine_float(operation, data[0], data[1], data[2], n)
            : types[0] == napi_int32_array   ? combine_int32_t(operation, data[0], data[1], data[2], n)
                                             : 0;
  if (!sound) napi_throw_range_error(env, NULL, "combine: expected three arrays of one kind with n elements");
  return NULL;
}
