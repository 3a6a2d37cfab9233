/** Those of each list that are named in `only`; of a list where nothing is named, all. A name that is in no list ends the program. */
export function only(words, lists) {
  const known = lists.flat().map(({ name }) => name);
  const unknown = words.find((word) => !known.some((name) => isNamed(name, [word])));
  if (unknown !== undefined) {
    console.error(`there is no "${unknown}"; take some of ${known.join(", ")}`);
    process.exit(1);
  }
  return lists.map((list) => {
    const named = list.filter(({ name }) => isNamed(name, words));
    return named.length > 0 ? named : list;
  });
}

function isNamed(name, words) {
  return words.includes(name.toLowerCase());
}
