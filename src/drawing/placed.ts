/** A chart's element at a place in another one. */
export function placed(svg: string, x: number, y: number): string {
  return svg.replace(/<style>[^]*?<\/style>/, "").replace("<svg ", `<svg x="${x}" y="${y}" `);
}
