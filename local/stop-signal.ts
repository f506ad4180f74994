/** npm passes Ctrl-C on to a process that the terminal has told already: signals this close together are one. */
const ONE_SIGNAL_MS = 500;

const PARENT_CHECK_MS = 200;

/**
 * Runs `stop` at the first SIGTERM or SIGINT and exits with 0; a second signal exits at once with 1.
 * `withParent`: the end of the parent process counts as a signal. npm runs scripts through a shell, and many a shell
 * dies of a SIGTERM without passing it on.
 */
export function onStopSignal(stop: () => Promise<void>, { withParent }: { withParent: boolean }): void {
  let stoppingSince: number | undefined;
  const take = () => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now();
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    } else if (performance.now() - stoppingSince > ONE_SIGNAL_MS) process.exit(1);
  };
  process.on("SIGTERM", take).on("SIGINT", take);
  if (!withParent) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    take();
  }, PARENT_CHECK_MS);
}
