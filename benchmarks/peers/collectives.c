/* Barrier, allreduce and bcast, as src/bench/collectives.ts: the time of the slowest rank. Argument: samples. */
#include "measure.h"

static double values[128], results[128];

static void barrier(int repeats, void *context) {
  (void)context;
  for (int i = 0; i < repeats; i++) MPI_Barrier(MPI_COMM_WORLD);
}

static void allreduce(int repeats, void *context) {
  int count = *(int *)context;
  for (int i = 0; i < repeats; i++) MPI_Allreduce(values, results, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

/* The root goes round, so that no root runs ahead of the others. */
static void bcast(int repeats, void *context) {
  int size = *(int *)context;
  for (int i = 0; i < repeats; i++) MPI_Bcast(values, 1, MPI_DOUBLE, i % size, MPI_COMM_WORLD);
}

static void time_of(const char *operation, int bytes, exchange run, void *context, int samples) {
  int rank;
  timing mine = measure(run, context, samples), t;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Allreduce(&mine, &t, 3, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  if (rank != 0) return;
  printf("{\"series\":\"%s\",\"bytes\":%d,\"latencyUs\":{\"median\":%.6g,\"p99\":%.6g,\"min\":%.6g}}\n", operation,
         bytes, t.median, t.p99, t.min);
  fflush(stdout);
}

int main(int argc, char **argv) {
  int size, one = 1, many = 128;
  MPI_Init(&argc, &argv);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  int samples = atoi(argv[1]);
  time_of("barrier", 0, barrier, NULL, samples);
  time_of("allreduce", 8, allreduce, &one, samples);
  time_of("allreduce", 1024, allreduce, &many, samples);
  time_of("bcast", 8, bcast, &size, samples);
  MPI_Finalize();
}
