type Waiting = {
  work: () => unknown;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
};

/**
 * Transactions that are asked for in one turn of the event loop become one: one lock, one commit, and a page that they share
 * is written once. Each resolves after the commit. When one fails, all are taken back and done again one by one, so that it
 * fails alone: `work` may run twice, and must leave no trace outside the file.
 */
export function groupCommit(
  transaction: <Result>(work: () => Result) => Result,
): <Result>(work: () => Result) => Promise<Result> {
  let waiting: Waiting[] = [];

  function commit(): void {
    const group = waiting;
    waiting = [];
    const results = group.length > 1 ? together(group) : undefined;
    for (const [index, one] of group.entries()) {
      if (results !== undefined) one.resolve(results[index] as never);
      else alone(one);
    }
  }

  function together(group: Waiting[]): unknown[] | undefined {
    try {
      return transaction(() => group.map(({ work }) => work()));
    } catch {
      return undefined;
    }
  }

  function alone({ work, resolve, reject }: Waiting): void {
    try {
      resolve(transaction(work) as never);
    } catch (error) {
      reject(error);
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ work, resolve, reject });
    });
}
