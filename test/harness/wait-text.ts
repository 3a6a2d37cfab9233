/** A text of a length and with letters that follow from its number, which stands first. */
export function waitText(number: number): string {
  return `${number} ` + (number % 2 === 0 ? "x" : "é").repeat((number * 7) % 50);
}
