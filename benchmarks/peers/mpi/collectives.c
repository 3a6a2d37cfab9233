/* Barrier, allreduce of doubles and bcast, as src/bench/collectives: the time of the slowest rank. Arguments: samples, then
   sizes in bytes, multiples of 8. */
#include "measure.h"

typedef struct {
  int size, count;
  double *values, *results;
} arrays;

static void barrier(int repeats, void *context) {
  (void)context;
  for (int i = 0; i < repeats; i++) MPI_Barrier(MPI_COMM_WORLD);
}

static void allreduce(int repeats, void *context) {
  arrays *a = context;
  for (int i = 0; i < repeats; i++)
    MPI_Allreduce(a->values, a->results, a->count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

/* The root goes round, so that no root runs ahead of the others. */
static void bcast(int repeats, void *context) {
  arrays *a = context;
  for (int i = 0; i < repeats; i++) MPI_Bcast(a->values, a->count, MPI_DOUBLE, i % a->size, MPI_COMM_WORLD);
}

static void time_of(const char *operation, exchange run, arrays *a, int samples) {
  int rank;
  timing mine = measure(run, a, samples), t;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Allreduce(&mine, &t, 3, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  if (rank != 0) return;
  printf("{\"series\":\"%s\",\"bytes\":%d,\"latencyUs\":{\"median\":%.6g,\"p99\":%.6g,\"min\":%.6g}}\n", operation,
         8 * a->count, t.median, t.p99, t.min);
  fflush(stdout);
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int samples = atoi(argv[1]);
  arrays a = {0};
  MPI_Comm_size(MPI_COMM_WORLD, &a.size);
  time_of("barrier", barrier, &a, samples);
  for (int i = 2; i < argc; i++) {
    int bytes = atoi(argv[i]);
    a.count = bytes / 8;
    a.values = (double *)payload(bytes);
    a.results = (double *)payload(bytes);
    time_of("bcast", bcast, &a, samples);
    time_of("allreduce", allreduce, &a, samples);
    free(a.values);
    free(a.results);
  }
  MPI_Finalize();
}
