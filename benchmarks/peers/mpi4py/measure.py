"""The method of src/bench/measure.ts, for mpi4py: batches of half a millisecond or more, whose length rank 0 decides."""

import json
from time import perf_counter

from mpi4py import MPI

BATCH_SECONDS = 0.5e-3
FIRST_WARM_UP_SECONDS = 0.1
WARM_UP_SECONDS = 0.02

world = MPI.COMM_WORLD
warm = False


def warm_up(run):
    global warm
    limit = WARM_UP_SECONDS if warm else FIRST_WARM_UP_SECONDS
    warm = True
    begin = perf_counter()
    repeats = 1
    while True:
        start = perf_counter()
        run(repeats)
        end = perf_counter()
        short = end - start < BATCH_SECONDS
        decision = 2 * repeats if short else repeats if end - begin < limit else 0
        following = world.bcast(decision)
        if following == 0:
            return repeats
        repeats = following


def quantile(ordered, q):
    """Interpolates between order statistics, as tinybench does."""
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def measure(run, samples):
    """Microseconds of one exchange: median, 99th percentile, least."""
    repeats = warm_up(run)
    times = []
    world.Barrier()
    for _ in range(samples):
        start = perf_counter()
        run(repeats)
        times.append((perf_counter() - start) * 1e6 / repeats)
    times.sort()
    return [quantile(times, 0.5), quantile(times, 0.99), times[0]]


def payload(size):
    """Written to, so that it is memory of its own and not the one page of zeros that fresh memory may share."""
    return bytearray(b"\1" * size)


def as_object(timing, messages=1):
    median, p99, least = (time / messages for time in timing)
    return {"median": median, "p99": p99, "min": least}


def report(size, timing, messages):
    """One line of JSON for a size; an exchange takes the time of `messages` messages."""
    latency = as_object(timing, messages)
    line = {"bytes": size, "latencyUs": latency, "megabytesPerSecond": size / latency["median"]}
    print(json.dumps(line), flush=True)
