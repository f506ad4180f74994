/** npm passes Ctrl-C on to a process that the terminal has told already: signals this close together are one. */
const ONE_SIGNAL_MS = 500;

/** Runs `stop` at the first SIGTERM or SIGINT and exits with 0; a second signal exits at once with 1. */
export function onStopSignal(stop: () => Promise<void>): void {
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
}
