/** What a program learns about a job that somebody else's launcher started it in. */
export interface Membership {
  /** For people: "Slurm", "MPICH or another PMI-1 launcher", ... */
  readonly engine: string;
  readonly rank: number;
  readonly size: number;
  /** The same for ranks that the engine says share a host; undefined where it doesn't say, and then nobody shares one. */
  readonly node: string | undefined;
  /** This rank's place among those of its host, and their number; only where `node` is known. */
  readonly local: { readonly rank: number; readonly size: number } | undefined;
  readonly rendezvous: Rendezvous;
}

/** How the ranks of such a job find each other. */
export type Rendezvous =
  /** A PMI-1 launcher at the other end of an inherited descriptor keeps keys and values. */
  | { readonly kind: "pmi"; readonly fd: number }
  /** Rank 0 listens at a place that all know, and all know a secret (RANKS_SECRET). */
  | { readonly kind: "address"; readonly host: string; readonly port: number }
  /** Rank 0 listens on the first node of a Slurm step; munge vouches for it. */
  | { readonly kind: "munge"; readonly node: string; readonly port: number };
