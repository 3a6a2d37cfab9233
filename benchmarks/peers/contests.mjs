import { formatSize } from "../../dist/bench/sizes.js";

const KiB = 1024;
const MiB = 1024 * KiB;
const FEW_SIZES = [8, KiB, 16 * KiB, 64 * KiB, MiB];
const MANY_SIZES = [1, 8, 64, 512, KiB, 4 * KiB, 16 * KiB, 64 * KiB, 256 * KiB, MiB, 4 * MiB];
const COLLECTIVE_SIZES = [8, KiB, 64 * KiB, MiB];
const QUEUED = [1, 100, 10_000];
/** Of records: those that `ranks bench object` sends. */
const COUNTS = [1, 16, 256, 4096];

const TIME = { unit: "µs", value: ({ latencyUs }) => latencyUs.median };
const RATE = { unit: "messages/s", value: ({ latencyUs }) => 1e6 / latencyUs.median };
const BANDWIDTH = { unit: "MB/s", value: ({ megabytesPerSecond }) => megabytesPerSecond };

/**
 * What is measured, one contest after the other. `bench` is what `ranks bench` is told; `program` the peers' program, and `words`
 * its arguments behind the number of samples. A row of the contest's table is one line of what a contestant prints.
 */
export function contestsOf(quick) {
  const sizes = quick ? [...FEW_SIZES, 4 * MiB] : MANY_SIZES;
  // Such windows of larger messages take minutes over tcp.
  const windowSizes = quick ? FEW_SIZES : MANY_SIZES.filter((size) => size <= MiB);
  const samples = quick ? 40 : 60;
  return [
    {
      ...{ name: "latency", title: "Half round trip", ranks: 2, samples, ...TIME },
      ...{ bench: ["latency", "--sizes", sizes.join()], program: "latency", words: sizes },
      rows: sizes.map(bySize),
    },
    {
      ...{ name: "message-rate", title: "One way, 64 messages at once", ranks: 2, samples, ...RATE },
      ...{ bench: ["message-rate", "-n", "2", "--sizes", "8"], program: "bandwidth", words: [8] },
      rows: [8].map(bySize),
    },
    {
      ...{
        name: "bandwidth",
        title: "Bandwidth, 64 messages at once",
        ranks: 2,
        samples: samples / 4,
        ...BANDWIDTH,
      },
      ...{ bench: ["bandwidth", "--sizes", windowSizes.join()], program: "bandwidth", words: windowSizes },
      rows: windowSizes.map(bySize),
    },
    {
      ...{ name: "matching", title: "A message of many that nobody expects, received in reverse order" },
      ...{ ranks: 2, samples: quick ? 5 : 10, ...TIME },
      ...{ bench: ["matching"], program: "matching", words: QUEUED },
      rows: QUEUED.map(byNumber),
    },
    {
      ...{ name: "object", title: "Half round trip of lists of records", ranks: 2, samples, ...TIME },
      ...{ bench: ["object"], program: "object", words: COUNTS },
      rows: COUNTS.map(byPlace),
    },
    collectives("collectives", 2, samples),
    collectives("collectives-4", 4, samples),
  ];
}

function collectives(name, ranks, samples) {
  const words = ["--operations", "barrier,bcast,allreduce", "--sizes", COLLECTIVE_SIZES.join()];
  return {
    ...{ name, title: `Collectives on ${ranks} ranks`, ranks, samples, ...TIME },
    ...{
      bench: ["collectives", "-n", String(ranks), ...words],
      program: "collectives",
      words: COLLECTIVE_SIZES,
    },
    rows: [
      { label: "barrier", matches: ({ series }) => series === "barrier" },
      ...["bcast", "allreduce"].flatMap((operation) =>
        COLLECTIVE_SIZES.map((size) => ({
          label: `${operation} ${formatSize(size)}`,
          matches: ({ series, bytes }) => series === operation && bytes === size,
        })),
      ),
    ],
  };
}

function bySize(size) {
  return { label: formatSize(size), size, matches: ({ bytes }) => bytes === size };
}

function byNumber(number) {
  const matches = ({ series, queued }) => series === "unexpected" && queued === number;
  return { label: number.toLocaleString("en"), matches };
}

/** How many bytes a list takes depends on who packs it. */
function byPlace(count, place) {
  return { label: `${count} record${count === 1 ? "" : "s"}`, matches: (_, index) => index === place };
}
