/** ISO 8601 to the millisecond in the time of this place, with its distance from UTC: "2026-03-01T13:04:05.678+01:00". */
export function localTime(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const time = new Date(date.getTime() + 60_000 * minutes).toISOString().slice(0, -1);
  const distance = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${time}${minutes < 0 ? "-" : "+"}${distance.map((part) => String(part).padStart(2, "0")).join(":")}`;
}

/** To the second, for people: "2026-03-01 13:04:05". */
export function readableTime(iso: string): string {
  return localTime(new Date(iso)).slice(0, 19).replace("T", " ");
}
