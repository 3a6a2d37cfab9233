/* Windows of 64 messages from rank 0 to rank 1, as src/bench/point-to-point/windows.ts. Arguments: samples, then sizes in bytes. */
#include "measure.h"

#define WINDOW 64

typedef struct {
  int rank, bytes;
  char *data;
} stream;

static void windows(int repeats, void *context) {
  stream *s = context;
  MPI_Request requests[WINDOW];
  MPI_Status statuses[WINDOW];
  char ack[4] = {0};
  for (int i = 0; i < repeats; i++) {
    for (int w = 0; w < WINDOW; w++) {
      if (s->rank == 0) MPI_Isend(s->data, s->bytes, MPI_BYTE, 1, 1, MPI_COMM_WORLD, &requests[w]);
      else MPI_Irecv(s->data, s->bytes, MPI_BYTE, 0, 1, MPI_COMM_WORLD, &requests[w]);
    }
    MPI_Waitall(WINDOW, requests, statuses);
    if (s->rank == 0) MPI_Recv(ack, 4, MPI_BYTE, 1, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    else MPI_Send(ack, 4, MPI_BYTE, 0, 2, MPI_COMM_WORLD);
  }
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  stream s;
  MPI_Comm_rank(MPI_COMM_WORLD, &s.rank);
  for (int i = 2; i < argc; i++) {
    s.bytes = atoi(argv[i]);
    s.data = payload(s.bytes);
    timing t = measure(windows, &s, atoi(argv[1]));
    if (s.rank == 0) report(s.bytes, t, WINDOW);
    free(s.data);
  }
  MPI_Finalize();
}
