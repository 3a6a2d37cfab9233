/* Ping-pong between two ranks, as src/bench/point-to-point/ping-pong.ts. Arguments: samples, then sizes in bytes. */
#include "measure.h"

typedef struct {
  int rank, bytes;
  char *out, *in;
} pair;

static void ping_pong(int repeats, void *context) {
  pair *p = context;
  int peer = 1 - p->rank;
  for (int i = 0; i < repeats; i++) {
    if (p->rank == 0) MPI_Send(p->out, p->bytes, MPI_BYTE, peer, 1, MPI_COMM_WORLD);
    MPI_Recv(p->in, p->bytes, MPI_BYTE, peer, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (p->rank == 1) MPI_Send(p->out, p->bytes, MPI_BYTE, peer, 1, MPI_COMM_WORLD);
  }
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  pair p;
  MPI_Comm_rank(MPI_COMM_WORLD, &p.rank);
  for (int i = 2; i < argc; i++) {
    p.bytes = atoi(argv[i]);
    p.out = payload(p.bytes);
    p.in = payload(p.bytes);
    timing t = measure(ping_pong, &p, atoi(argv[1]));
    if (p.rank == 0) report(p.bytes, t, 2);
    free(p.out);
    free(p.in);
  }
  MPI_Finalize();
}
