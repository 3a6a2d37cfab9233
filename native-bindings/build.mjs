// Builds the native binding with the node-gyp that npm brings. Without a compiler (or off Linux) it says so in one line and
// succeeds: everything still works over ZeroMQ and threads.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { dirname } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const without = (reason) =>
  console.log(
    `ranks: native binding not built (${reason}); processes of one host will talk over ZeroMQ, threads are unaffected.`,
  );

if (process.platform !== "linux") {
  without(`no futex on ${process.platform}`);
} else {
  const gyp = process.env.npm_config_node_gyp;
  const [command, ...first] = gyp ? [process.execPath, gyp] : ["node-gyp"];
  const build = spawnSync(command, [...first, "rebuild", "--silent", "-C", here], {
    encoding: "utf8",
    timeout: 300_000,
  });
  if (build.status !== 0) {
    const lines = `${build.stderr ?? ""}${build.error?.message ?? ""}`.trim().split("\n");
    const cause = lines.find((line) => /error|not found|Could not/i.test(line)) ?? lines.at(-1);
    without(cause?.trim() || "node-gyp failed");
  }
}
