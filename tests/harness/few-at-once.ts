/** Does the work for each, a few at a time: most of it is waiting, and a busy machine still keeps up. */
export async function fewAtOnce<T>(all: T[], work: (one: T) => Promise<void>, atOnce = 5): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
