"""Barrier, allreduce of doubles and bcast, as src/bench/collectives: the time of the slowest rank. Arguments: samples, then
sizes in bytes, multiples of 8."""

import json
import sys
from array import array

from mpi4py import MPI

from measure import as_object, measure, payload, world


def in_a_row(operation):
    def run(repeats):
        for i in range(repeats):
            operation(i)

    return run


def doubles(size):
    return array("d", bytes(payload(size)))


def allreduce(size):
    value, result = doubles(size), doubles(size)
    return lambda i: world.Allreduce(value, result, MPI.SUM)


def bcast(size):
    value = doubles(size)
    # The root goes round, so that no root runs ahead of the others.
    return lambda i: world.Bcast(value, i % world.size)


def time_of(operation, size, start):
    mine = measure(in_a_row(start), samples)
    slowest = [world.allreduce(time, MPI.MAX) for time in mine]
    if world.rank == 0:
        line = {"series": operation, "bytes": size, "latencyUs": as_object(slowest)}
        print(json.dumps(line), flush=True)


samples, *sizes = map(int, sys.argv[1:])
time_of("barrier", 0, lambda i: world.Barrier())
for size in sizes:
    time_of("bcast", size, bcast(size))
    time_of("allreduce", size, allreduce(size))
