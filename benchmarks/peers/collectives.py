"""Barrier, allreduce and bcast, as src/bench/collectives.ts: the time of the slowest rank. Argument: samples."""

import json
import sys
from array import array

from mpi4py import MPI

from measure import as_object, measure, world


def in_a_row(operation):
    def run(repeats):
        for i in range(repeats):
            operation(i)

    return run


def allreduce(count):
    value, result = array("d", bytes(8 * count)), array("d", bytes(8 * count))
    return lambda i: world.Allreduce(value, result, MPI.SUM)


word = array("d", [0])
operations = [
    ("barrier", 0, lambda i: world.Barrier()),
    ("allreduce", 8, allreduce(1)),
    ("allreduce", 1024, allreduce(128)),
    # The root goes round, so that no root runs ahead of the others.
    ("bcast", 8, lambda i: world.Bcast(word, i % world.size)),
]
for operation, size, start in operations:
    mine = measure(in_a_row(start), int(sys.argv[1]))
    slowest = [world.allreduce(time, MPI.MAX) for time in mine]
    if world.rank == 0:
        line = {"series": operation, "bytes": size, "latencyUs": as_object(slowest)}
        print(json.dumps(line), flush=True)
