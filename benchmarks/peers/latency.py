"""Ping-pong between two ranks, as src/bench/latency.ts. Arguments: buffers or objects, samples, then sizes in bytes."""

import sys

from measure import measure, payload, report, world

peer = 1 - world.rank


def buffers(size):
    out, into = payload(size), payload(size)

    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                world.Send(out, peer, 1)
            world.Recv(into, peer, 1)
            if world.rank == 1:
                world.Send(out, peer, 1)

    return run


def objects(size):
    out = bytes(payload(size))

    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                world.send(out, peer, 1)
            world.recv(None, peer, 1)
            if world.rank == 1:
                world.send(out, peer, 1)

    return run


form = {"buffers": buffers, "objects": objects}[sys.argv[1]]
for size in map(int, sys.argv[3:]):
    timing = measure(form(size), int(sys.argv[2]))
    if world.rank == 0:
        report(size, timing, 2)
