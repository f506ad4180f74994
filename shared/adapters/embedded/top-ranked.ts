/** The first `limit` of `items` in the order of `compare` (as for sort), without sorting them all: a heap of the best so far. */
export function topRanked<Item>(items: Iterable<Item>, limit: number, compare: (a: Item, b: Item) => number): Item[] {
  const worstFirst: Item[] = [];
  for (const item of items) {
    if (worstFirst.length < limit) {
      worstFirst.push(item);
      if (worstFirst.length === limit) heapify(worstFirst, compare);
    } else if (limit > 0 && compare(item, worstFirst[0] as Item) < 0) {
      worstFirst[0] = item;
      sink(worstFirst, 0, compare);
    }
  }
  return worstFirst.sort(compare);
}

function heapify<Item>(heap: Item[], compare: (a: Item, b: Item) => number): void {
  for (let index = Math.floor(heap.length / 2) - 1; index >= 0; index--) sink(heap, index, compare);
}

function sink<Item>(heap: Item[], start: number, compare: (a: Item, b: Item) => number): void {
  const item = heap[start] as Item;
  let index = start;
  for (let child = 2 * index + 1; child < heap.length; child = 2 * index + 1) {
    const sibling = child + 1;
    if (sibling < heap.length && compare(heap[sibling] as Item, heap[child] as Item) > 0) child = sibling;
    if (compare(heap[child] as Item, item) <= 0) break;
    heap[index] = heap[child] as Item;
    index = child;
  }
  heap[index] = item;
}
