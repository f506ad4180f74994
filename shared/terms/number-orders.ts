import type { Atom } from "./split-atoms.ts";

/**
 * The orders in which a numbered name may be written: PE 1 for 1 PE, and line 7 warehouse 1 for warehouse 1 line 7. Each
 * number stays with its word; names with other shapes keep their order. The first order is the given one.
 */
export function numberOrders(atoms: readonly Atom[]): Atom[][] {
  const numbers = atoms.filter(({ kind }) => kind === "number").length;
  if (numbers === 0 || numbers > 2 || atoms.length === numbers) return [[...atoms]];
  const groups = groupsOf(atoms);
  if (numbers === 1) {
    const at = groups.findIndex(([first]) => first!.kind === "number");
    const partner = at === 0 ? 1 : at - 1;
    if (isLetter(groups[partner]!)) return [[...atoms]];
    return [[...atoms], swapped(groups, at, partner).flat()];
  }
  if (
    groups.length !== 4 ||
    isNumber(groups[0]!) === isNumber(groups[1]!) ||
    isNumber(groups[2]!) === isNumber(groups[3]!)
  ) {
    return [[...atoms]];
  }
  const [a, b, c, d] = groups as [Atom[], Atom[], Atom[], Atom[]];
  const orders = [];
  for (const left of [
    [a, b],
    [b, a],
  ])
    for (const right of [
      [c, d],
      [d, c],
    ])
      orders.push([...left, ...right], [...right, ...left]);
  return orders.map((order) => order.flat());
}

/** The words that the numbers of a name count; none of codes such as P-7. */
export function countedIn(atoms: readonly Atom[]): string[] {
  if (!atoms.some(({ kind }) => kind === "number")) return [];
  return groupsOf(atoms)
    .filter(([first]) => first!.kind !== "number")
    .map((group) => group.map(({ text }) => text).join(""))
    .filter((word) => word.length > 2 || /^[가-힣]{2}$/.test(word));
}

/** Words and numbers in turn. */
function groupsOf(atoms: readonly Atom[]): Atom[][] {
  const groups: Atom[][] = [];
  for (const atom of atoms) {
    const last = groups.at(-1);
    if (last !== undefined && atom.kind !== "number" && last[0]!.kind !== "number") last.push(atom);
    else groups.push([atom]);
  }
  return groups;
}

function swapped(groups: Atom[][], one: number, other: number): Atom[][] {
  const copy = [...groups];
  [copy[one], copy[other]] = [copy[other]!, copy[one]!];
  return copy;
}

function isNumber(group: Atom[]): boolean {
  return group[0]!.kind === "number";
}

/** P-7 is a tag, not the seventh P. */
function isLetter(group: Atom[]): boolean {
  return group.length === 1 && group[0]!.kind === "latin" && group[0]!.text.length === 1;
}
