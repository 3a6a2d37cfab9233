/* The method of src/bench/measure.ts, for MPI: batches of half a millisecond or more, whose length rank 0 decides. */
#ifndef MEASURE_H
#define MEASURE_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_SECONDS 0.5e-3
#define FIRST_WARM_UP_SECONDS 0.1
#define WARM_UP_SECONDS 0.02

typedef struct {
  double median, p99, min;
} timing;

/* One exchange between ranks, `repeats` times in a row. */
typedef void (*exchange)(int repeats, void *context);

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Interpolates between order statistics, as tinybench does. */
static double quantile(const double *sorted, int count, double q) {
  double at = q * (count - 1);
  int low = (int)at;
  int high = low + 1 < count ? low + 1 : low;
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

static int warm_up(exchange run, void *context) {
  static int warm = 0;
  double limit = warm ? WARM_UP_SECONDS : FIRST_WARM_UP_SECONDS;
  double begin = MPI_Wtime();
  int rank, repeats = 1;
  warm = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (;;) {
    double start = MPI_Wtime();
    run(repeats, context);
    double end = MPI_Wtime();
    int next = end - start < BATCH_SECONDS ? 2 * repeats : end - begin < limit ? repeats : 0;
    MPI_Bcast(&next, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (next == 0) return repeats;
    repeats = next;
  }
}

/* Microseconds of one exchange. */
static timing measure(exchange run, void *context, int samples) {
  int repeats = warm_up(run, context);
  double *times = malloc(samples * sizeof *times);
  MPI_Barrier(MPI_COMM_WORLD);
  for (int i = 0; i < samples; i++) {
    double start = MPI_Wtime();
    run(repeats, context);
    times[i] = (MPI_Wtime() - start) * 1e6 / repeats;
  }
  qsort(times, samples, sizeof *times, by_size);
  timing result = {quantile(times, samples, 0.5), quantile(times, samples, 0.99), times[0]};
  free(times);
  return result;
}

/* Written to, so that it is memory of its own and not the one page of zeros that fresh memory may share. */
static inline char *payload(int bytes) {
  char *data = malloc(bytes);
  memset(data, 1, bytes);
  return data;
}

/* One line of JSON for a size; an exchange takes the time of `messages` messages. */
static inline void report(int bytes, timing t, double messages) {
  printf("{\"bytes\":%d,\"latencyUs\":{\"median\":%.6g,\"p99\":%.6g,\"min\":%.6g},\"megabytesPerSecond\":%.6g}\n", bytes,
         t.median / messages, t.p99 / messages, t.min / messages, bytes * messages / t.median);
  fflush(stdout);
}

#endif
