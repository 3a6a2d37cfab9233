import { escape } from "../../drawing/page.ts";

/** Distinct for most eyes, dark enough for lines on white. */
const COLOURS = [
  "#2563eb",
  "#e4572e",
  "#13925f",
  "#8b3fc2",
  "#c98a00",
  "#0e9db5",
  "#d6337c",
  "#6b7280",
  "#7a4a21",
  "#5b9a0b",
  "#1e3a6e",
  "#b51f1f",
];

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length];
}

/** The curves' names with their colours. */
export function legend(names: readonly string[]): string {
  const items = names.map(
    (name, i) =>
      `<span style="white-space:nowrap;margin-right:1.1rem"><i style="display:inline-block;width:1.1rem;height:0.28rem;` +
      `border-radius:2px;vertical-align:middle;margin-right:0.4rem;background:${colourOf(i)}"></i>${escape(name)}</span>`,
  );
  return `<div style="font-size:0.85rem;margin-bottom:0.3rem">${items.join("\n")}</div>`;
}
