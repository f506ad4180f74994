/** A trie over atom ids whose edges lie in one open-addressing table: small to keep, quick to walk at any size. */
export type AtomTrie = {
  /** The node behind `node` along `atom`, or -1. The root is 0. */
  step(node: number, atom: number): number;
  /** Adds the path and returns its last node. */
  insert(atoms: readonly number[]): number;
  size(): number;
};

export function atomTrie(): AtomTrie {
  let capacity = 1 << 12;
  let nodes = new Int32Array(capacity);
  let atoms = new Int32Array(capacity);
  let children = new Int32Array(capacity);
  let count = 0;

  const slotOf = (node: number, atom: number): number => {
    const mask = capacity - 1;
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(atom + 1, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (children[slot] !== 0 && (nodes[slot] !== node || atoms[slot] !== atom)) slot = (slot + 1) & mask;
    return slot;
  };

  const grow = () => {
    const old = { nodes, atoms, children };
    capacity *= 2;
    nodes = new Int32Array(capacity);
    atoms = new Int32Array(capacity);
    children = new Int32Array(capacity);
    for (let index = 0; index < old.children.length; index += 1) {
      if (old.children[index] === 0) continue;
      const slot = slotOf(old.nodes[index]!, old.atoms[index]!);
      nodes[slot] = old.nodes[index]!;
      atoms[slot] = old.atoms[index]!;
      children[slot] = old.children[index]!;
    }
  };

  return {
    step: (node, atom) => children[slotOf(node, atom)]! || -1,
    insert(path) {
      let node = 0;
      for (const atom of path) {
        let slot = slotOf(node, atom);
        if (children[slot] === 0) {
          if (count * 2 >= capacity) {
            grow();
            slot = slotOf(node, atom);
          }
          count += 1;
          nodes[slot] = node;
          atoms[slot] = atom;
          children[slot] = count;
        }
        node = children[slot]!;
      }
      return node;
    },
    size: () => count + 1,
  };
}
