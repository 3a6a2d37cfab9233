/** Takes an entry out of a list that mostly has one. `splice` makes an array of what it removes: five times the time of `pop`. */
export function remove<T>(list: T[], entry: T): void {
  const last = list.length - 1;
  if (list[last] === entry) list.pop();
  else list.splice(list.indexOf(entry), 1);
}
