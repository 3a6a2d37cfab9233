import type { Column } from "./columns.ts";
import type { Result } from "./result.ts";

const LEAST_WIDTH = 10;

/** Rows of right-aligned columns, printed as they come: a long measurement shows how far it got. */
export class Table {
  readonly #columns: readonly Column[];

  constructor(title: string, columns: readonly Column[]) {
    this.#columns = columns;
    console.log(title);
    this.#line(({ heading }) => heading);
  }

  row(result: Result): void {
    this.#line(({ cell }) => cell(result));
  }

  #line(text: (column: Column) => string): void {
    const cells = this.#columns.map((column) =>
      text(column).padStart(Math.max(column.heading.length, column.width ?? LEAST_WIDTH)),
    );
    console.log(cells.join("  "));
  }
}
