"""Ping-pong of bytes as Python objects, which are pickled. Arguments: samples, then sizes in bytes."""

import sys

from measure import measure, payload, report, world
from ping_pong import objects

samples, *sizes = map(int, sys.argv[1:])
for size in sizes:
    timing = measure(objects(bytes(payload(size))), samples)
    if world.rank == 0:
        report(size, timing, 2)
