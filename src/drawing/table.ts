import Table from "cli-table3";

/** Digits that somebody has chosen already. */
export interface Digits {
  readonly digits: string;
}

export type Cell = string | number | Digits;

/** No lines, two spaces between columns. */
const PLAIN = {
  chars: {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  },
  style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
};

/** Text in columns as wide as they need to be. Figures stand to the right, and so does the head of a column that begins with one. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = new Table(PLAIN);
  lines.push(
    head.map((content, column) => aligned(content, rows.at(0)?.[column] ?? content)),
    ...rows.map((row) => row.map((cell) => aligned(cell, cell))),
  );
  return lines.toString().replace(/ +$/gm, "");
}

function aligned(cell: Cell, as: Cell): Table.CellOptions {
  const content = typeof cell === "object" ? cell.digits : cell;
  return { content, hAlign: typeof as === "string" ? "left" : "right" };
}
