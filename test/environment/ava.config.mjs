// Tests that need a real environment: one at a time, because they cut links and count processes.
export default {
  files: ["build/test/{hosts,slurm,pmi}/**/*.test.js"],
  workerThreads: false,
  concurrency: 1,
  serial: true,
  timeout: "5m",
};
