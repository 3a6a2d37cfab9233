import test from "ava";
import { attempt } from "../environment/attempt.ts";
import { block, cut, heal, slow } from "./cuts.ts";
import { HOSTS } from "./hosts.ts";

const [h1, h2, h3] = HOSTS;

/** The options that make ssh give up soon where nobody answers. */
const SSH = ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=2"] as const;
const NOBODY = 255;

test.afterEach.always(() => heal());

for (const { name, address } of HOSTS) {
  test(`plain ssh reaches ${name}, by its name and its address`, async (t) => {
    for (const way of [name, address]) {
      const { stdout, stderr } = await attempt([...SSH, way, "ip netns identify"]);
      t.is(stdout, `${name}\n`);
      t.is(stderr, "");
    }
  });
}

test("a command that fails is no failure of ssh", async (t) => {
  t.is((await attempt([...SSH, h1.name, "exit 7"])).code, 7);
});

test("a host reaches another", async (t) => {
  const { stdout } = await attempt([...SSH, h1.name, `ssh ${h2.name} ip netns identify`]);
  t.is(stdout, `${h2.name}\n`);
});

test("a host that is cut off meets silence, and comes back", async (t) => {
  cut(h2);
  const { code, stderr } = await attempt([...SSH, h2.name, "true"]);
  t.is(code, NOBODY);
  t.regex(stderr, /timed out/);
  t.is((await attempt([...SSH, h1.name, "true"])).code, 0);
  heal();
  t.is((await attempt([...SSH, h2.name, "true"])).code, 0);
});

test("two hosts lose each other, and nobody else does", async (t) => {
  block(h1, h2);
  t.is((await attempt([...SSH, h1.name, `${SSH.join(" ")} ${h2.name} true`])).code, NOBODY);
  t.is((await attempt([...SSH, h2.name, `${SSH.join(" ")} ${h1.name} true`])).code, NOBODY);
  t.is((await attempt([...SSH, h1.name, `${SSH.join(" ")} ${h3.name} true`])).code, 0);
  t.is((await attempt([...SSH, h3.name, `${SSH.join(" ")} ${h2.name} true`])).code, 0);
  heal();
  t.is((await attempt([...SSH, h1.name, `${SSH.join(" ")} ${h2.name} true`])).code, 0);
});

test("a slow link passes everything", async (t) => {
  slow(h3, "2mbit");
  const { stdout } = await attempt(["sh", "-c", `head -c 100000 /dev/zero | ssh ${h3.name} wc -c`]);
  t.is(stdout.trim(), "100000");
});
