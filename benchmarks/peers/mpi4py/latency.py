"""Ping-pong of arrays, as src/bench/point-to-point/latency.ts. Arguments: samples, then sizes in bytes."""

import sys

from measure import measure, report, world
from ping_pong import arrays

samples, *sizes = map(int, sys.argv[1:])
for size in sizes:
    timing = measure(arrays(size), samples)
    if world.rank == 0:
        report(size, timing, 2)
