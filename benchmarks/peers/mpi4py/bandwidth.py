"""Windows of 64 messages from rank 0 to rank 1, as src/bench/point-to-point/windows.ts. Arguments: samples, then sizes in bytes."""

import sys

from mpi4py import MPI

from measure import measure, payload, report, world

WINDOW = 64


def windows(size):
    data, ack = payload(size), bytearray(4)

    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                MPI.Request.Waitall([world.Isend(data, 1, 1) for _ in range(WINDOW)])
                world.Recv(ack, 1, 2)
            else:
                MPI.Request.Waitall([world.Irecv(data, 0, 1) for _ in range(WINDOW)])
                world.Send(ack, 0, 2)

    return run


for size in map(int, sys.argv[2:]):
    timing = measure(windows(size), int(sys.argv[1]))
    if world.rank == 0:
        report(size, timing, WINDOW)
