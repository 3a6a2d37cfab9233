"""Ping-pong of lists of records, as src/bench/point-to-point/object.ts. Arguments: samples, then numbers of records."""

import pickle
import sys

from measure import measure, report, world
from ping_pong import objects


def particles(count):
    return [
        {
            "id": i,
            "name": f"particle {i}",
            "position": [(i + axis) / 8 for axis in range(3)],
            "tags": {"charged": i % 2 == 0, "heavy": i % 3 == 0},
        }
        for i in range(count)
    ]


samples, *counts = map(int, sys.argv[1:])
for count in counts:
    value = particles(count)
    timing = measure(objects(value), samples)
    if world.rank == 0:
        report(len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)), timing, 2)
