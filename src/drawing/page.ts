/** A part of a page: a heading, words, and a chart or a table, as HTML. */
export interface Section {
  readonly heading: string;
  readonly words: string;
  readonly body: string;
}

const STYLE = `
  :root { color-scheme: light; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
  h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
  p { color: #555; } svg { max-width: 100%; height: auto; }
  table { border-collapse: collapse; font-size: 0.9em; } th, td { padding: 0.2rem 0.55rem; text-align: right; border-bottom: 1px solid #ddd; }
  th:first-child, td:first-child { text-align: left; }
`;

/** One page that needs nothing else: no script, no font, no picture from elsewhere. */
export function page(title: string, words: string, sections: readonly Section[]): string {
  const body = sections.map(
    ({ heading, words, body }) =>
      `<section>\n<h2>${escape(heading)}</h2>\n<p>${escape(words)}</p>\n${body}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(words)}</p>
${body.join("\n")}
</body>
</html>
`;
}

/** Text as HTML shows it. */
export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
