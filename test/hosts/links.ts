// Breaks and mends the network of `npm run hosts:up`. Hosts are h1, h2, h3 and, where it sends, launcher.
//
//   npx tsx test/hosts/links.ts cut h2          nobody reaches h2, h2 reaches nobody
//   npx tsx test/hosts/links.ts block h1 h2     what h1 sends to h2 vanishes; the other way stays open
//   npx tsx test/hosts/links.ts slow h2 1mbit   what goes to h2 passes slowly
//   npx tsx test/hosts/links.ts disturb h2 20ms 1%   it comes later, and a part never; not every kernel can
//   npx tsx test/hosts/links.ts heal            all is as before
import { block, cut, disturb, heal, slow } from "./cuts.ts";
import { hostNamed } from "./hosts.ts";

const [action, first = "", second = "", third = ""] = process.argv.slice(2);
if (action === "cut") cut(hostNamed(first));
else if (action === "block") block(hostNamed(first), hostNamed(second));
else if (action === "slow") slow(hostNamed(first), second);
else if (action === "disturb") disturb(hostNamed(first), second, third);
else if (action === "heal") heal();
else
  throw new Error(
    "say what to do: cut HOST, block FROM TO, slow HOST RATE, disturb HOST DELAY LOSS, or heal",
  );
