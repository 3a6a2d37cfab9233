import { escape, page } from "../../drawing/page.ts";
import { drawReport } from "./picture.ts";
import type { Report } from "./report.ts";

export function reportPage(report: Report): string {
  const words =
    "A superstep costs t = w + h g + l: the longest work of a rank, the words that the busiest rank sends or receives, and the barrier. Hover over a bar or a cell for its figures.";
  return page("What supersteps cost", words, [
    {
      heading: "Predicted and measured",
      words: "Times are those of all ranks together.",
      body: drawReport(report),
    },
    { heading: "Figures", words: "", body: `<pre>${escape(report.toString())}</pre>` },
  ]);
}
