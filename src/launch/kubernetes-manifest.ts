import { stringify } from "yaml";

export interface KubernetesJob {
  /** Names the Job, the Service and the Secret. */
  readonly name: string;
  readonly size: number;
  readonly image: string;
  /** Where rank 0 waits for the others. */
  readonly port: number;
  /** 64 hexadecimal digits that only this job's ranks know. */
  readonly secret: string;
  /** The program and its arguments, as the image's Node finds them. */
  readonly words: readonly string[];
}

/** One rank a pod: the objects for `kubectl apply -f -`, as YAML. */
export function kubernetesManifest(job: KubernetesJob): string {
  const objects = [secretOf(job), serviceOf(job), jobOf(job)];
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n");
}

function metadata({ name }: KubernetesJob): object {
  return { name, labels: labels(name) };
}

function labels(name: string): object {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": "ranks" };
}

function secretOf(job: KubernetesJob): object {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata(job),
    type: "Opaque",
    stringData: { RANKS_SECRET: job.secret },
  };
}

/** Gives each pod a name that the others find. Ranks look for each other before they are ready. */
function serviceOf(job: KubernetesJob): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(job),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: labels(job.name),
      ports: [{ name: "rendezvous", port: job.port }],
    },
  };
}

/** A pod that was started again alone could not come back into its world: the first failure ends the job. */
function jobOf(job: KubernetesJob): object {
  const { name, size } = job;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata(job),
    spec: {
      completionMode: "Indexed",
      completions: size,
      parallelism: size,
      backoffLimit: 0,
      template: { metadata: { labels: labels(name) }, spec: podOf(job) },
    },
  };
}

/** What the "restricted" pod security standard asks for; 1000 is the user `node` of Node's own images. */
function podOf({ name, size, image, port, words }: KubernetesJob): object {
  return {
    subdomain: name,
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "rank",
        image,
        // Kubernetes replaces $(NAME), and makes one of two dollars.
        command: ["node", ...words].map((word) => word.replaceAll("$", "$$$$")),
        env: [
          { name: "RANKS_SIZE", value: String(size) },
          { name: "RANKS_RENDEZVOUS", value: `${name}-0.${name}` },
          { name: "RANKS_PORT", value: String(port) },
          { name: "RANKS_SECRET", valueFrom: { secretKeyRef: { name, key: "RANKS_SECRET" } } },
        ],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  };
}
