import { plot } from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** What is used of a document and its elements: the compiler knows no browser here. */
const parse = parseHTML as unknown as (html: string) => { readonly document: object };
const drawWith = plot as unknown as (options: PlotOptions & { readonly document: object }) => {
  setAttribute(name: string, value: string): void;
  readonly outerHTML: string;
};

/** The `style` of charts that are shown on a wall: Plot's own letters are small. */
export const AXES = { fontSize: "12px" };

/** A chart as an SVG element, drawn without a browser. Where marks have titles, browsers show them on hovering. */
export function draw(options: PlotOptions): string {
  const { document } = parse("<html><body></body></html>");
  const drawn = drawWith({ ...options, document, figure: false });
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return drawn.outerHTML;
}
