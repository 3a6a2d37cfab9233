// Tells which signals come, and ends at SIGUSR2.
for (const signal of ["SIGUSR1", "SIGUSR2"] as const) {
  process.on(signal, () => {
    console.log(`rank ${process.env.RANKS_RANK} got ${signal}`);
    if (signal === "SIGUSR2") process.exit();
  });
}
console.log(`pid ${process.pid}`);
setInterval(() => undefined, 1000);
