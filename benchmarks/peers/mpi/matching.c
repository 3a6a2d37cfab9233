/* Messages of 8 bytes that nobody has asked for, each with a tag of its own, received in reverse order, as
   src/bench/point-to-point/matching.ts: the time of one message. Arguments: samples, then how many messages wait. */
#include "measure.h"

/* Tags behind those of the messages. */
#define GO (1 << 20)
#define DONE (GO + 1)

typedef struct {
  int rank, queued;
  double *data;
  MPI_Request *requests;
} messages;

static void unexpected(int repeats, void *context) {
  messages *m = context;
  char word = 0;
  for (int i = 0; i < repeats; i++) {
    if (m->rank == 0) {
      for (int tag = 0; tag < m->queued; tag++)
        MPI_Isend(&m->data[tag], 1, MPI_DOUBLE, 1, tag, MPI_COMM_WORLD, &m->requests[tag]);
      MPI_Send(&word, 1, MPI_BYTE, 1, GO, MPI_COMM_WORLD);
      MPI_Waitall(m->queued, m->requests, MPI_STATUSES_IGNORE);
      MPI_Recv(&word, 1, MPI_BYTE, 1, DONE, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else {
      MPI_Recv(&word, 1, MPI_BYTE, 0, GO, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      for (int tag = m->queued - 1; tag >= 0; tag--)
        MPI_Irecv(&m->data[tag], 1, MPI_DOUBLE, 0, tag, MPI_COMM_WORLD, &m->requests[tag]);
      MPI_Waitall(m->queued, m->requests, MPI_STATUSES_IGNORE);
      MPI_Send(&word, 1, MPI_BYTE, 0, DONE, MPI_COMM_WORLD);
    }
  }
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  messages m;
  MPI_Comm_rank(MPI_COMM_WORLD, &m.rank);
  for (int i = 2; i < argc; i++) {
    m.queued = atoi(argv[i]);
    m.data = (double *)payload(8 * m.queued);
    m.requests = malloc(m.queued * sizeof *m.requests);
    timing t = measure(unexpected, &m, atoi(argv[1]));
    if (m.rank == 0)
      printf("{\"series\":\"unexpected\",\"bytes\":8,\"queued\":%d,\"latencyUs\":{\"median\":%.6g,\"p99\":%.6g,"
             "\"min\":%.6g}}\n",
             m.queued, t.median / m.queued, t.p99 / m.queued, t.min / m.queued);
    free(m.data);
    free(m.requests);
  }
  MPI_Finalize();
}
