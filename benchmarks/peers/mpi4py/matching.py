"""Messages of 8 bytes that nobody has asked for, each with a tag of its own, received in reverse order, as
src/bench/point-to-point/matching.ts: the time of one message. Arguments: samples, then how many messages wait."""

import json
import sys

from mpi4py import MPI

from measure import as_object, measure, payload, world

# Tags behind those of the messages.
GO = 2**20
DONE = GO + 1


def unexpected(queued):
    data, word = memoryview(payload(8 * queued)), bytearray(1)
    messages = [(data[8 * tag : 8 * tag + 8], tag) for tag in range(queued)]
    backwards = messages[::-1]

    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                requests = [world.Isend(element, 1, tag) for element, tag in messages]
                world.Send(word, 1, GO)
                MPI.Request.Waitall(requests)
                world.Recv(word, 1, DONE)
            else:
                world.Recv(word, 0, GO)
                MPI.Request.Waitall([world.Irecv(element, 0, tag) for element, tag in backwards])
                world.Send(word, 0, DONE)

    return run


samples, *counts = map(int, sys.argv[1:])
for queued in counts:
    times = [time / queued for time in measure(unexpected(queued), samples)]
    if world.rank == 0:
        line = {"series": "unexpected", "bytes": 8, "queued": queued, "latencyUs": as_object(times)}
        print(json.dumps(line), flush=True)
