"""A message there and one back, as src/bench/point-to-point/ping-pong.ts: arrays by Send and Recv, values by send and recv."""

from measure import payload, world

peer = 1 - world.rank


def arrays(size):
    out, into = payload(size), payload(size)

    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                world.Send(out, peer, 1)
            world.Recv(into, peer, 1)
            if world.rank == 1:
                world.Send(out, peer, 1)

    return run


def objects(value):
    def run(repeats):
        for _ in range(repeats):
            if world.rank == 0:
                world.send(value, peer, 1)
            world.recv(None, peer, 1)
            if world.rank == 1:
                world.send(value, peer, 1)

    return run
