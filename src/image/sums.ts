export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Of what each of many has; no list of the numbers is made. */
export function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

/** The first of a list, and what the rest of it comes to. */
export function listed<Item>(
  items: readonly Item[],
  most: number,
  bytesOf: (item: Item) => number,
): { readonly shown: readonly Item[]; readonly omitted: { readonly count: number; readonly bytes: number } } {
  const rest = items.slice(most);
  return { shown: items.slice(0, most), omitted: { count: rest.length, bytes: sum(rest.map(bytesOf)) } };
}
