// A program that runs another one as 4 ranks on two hosts, which are but names: `on-two-hosts.js PROGRAM [ARGUMENTS]`.
import { launch } from "ranks";

const [, , program, ...argv] = process.argv;
const { code } = await launch({
  size: 4,
  program,
  argv,
  hosts: ["left", "right"],
  // What would be ssh leaves the name of the host aside.
  rsh: ["sh", "-c", 'exec sh -c "$1"'],
  iface: "127.0.0.1",
  peerTimeoutMs: 1000,
});
process.exitCode = code;
