/** Rows of right-aligned columns, printed as they come: a long measurement shows how far it got. */
export class Table {
  readonly #widths: readonly number[];

  constructor(title: string, headings: readonly string[]) {
    this.#widths = headings.map((heading) => Math.max(heading.length, 10));
    console.log(title);
    this.row(headings);
  }

  row(cells: readonly string[]): void {
    console.log(cells.map((cell, i) => cell.padStart(this.#widths[i])).join("  "));
  }
}

/** Three significant digits, without an exponent. */
export function figure(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}
