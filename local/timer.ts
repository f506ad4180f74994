import { parseNcrontab } from "./ncrontab.ts";

export type TimerTrigger = {
  name: string;
  /** NCRONTAB. */
  schedule: string;
  runOnStartup: boolean;
  /** Runs the function with what the platform passes to it; never throws. */
  run: (status: TimerStatus) => Promise<void>;
};

/** A timer trigger's argument, named as the platform names it. */
export type TimerStatus = {
  Schedule: { AdjustForDST: boolean };
  ScheduleStatus: { Last: string; LastUpdated: string; Next: string };
  IsPastDue: boolean;
};

export type Timer = {
  name: string;
  schedule: string;
  next: () => Date;
  start(): void;
  /** Runs it now; while it runs already, once more after that. */
  fire(): Promise<void>;
  stop(): void;
};

/** Long waits are cut into these, so that a changed clock or a laptop's sleep is noticed. */
const SLICE_MS = 30_000;

/** Runs a function on its schedule, never twice at once: what falls due meanwhile is left out. */
export function timer({ name, schedule, runOnStartup, run }: TimerTrigger, now: () => Date): Timer {
  const times = parseNcrontab(schedule);
  let due = times.next(now());
  let last = new Date(0);
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;
  let alarm: NodeJS.Timeout | undefined;

  const runOnce = async () => {
    const began = now();
    const status = { Last: last.toISOString(), LastUpdated: last.toISOString(), Next: times.next(began).toISOString() };
    await run({ Schedule: { AdjustForDST: true }, ScheduleStatus: status, IsPastDue: false });
    last = began;
    running = undefined;
  };
  const runAfterwards = async (current: Promise<void>) => {
    await current;
    waiting = undefined;
    await (running = runOnce());
  };
  const arm = () => {
    alarm = setTimeout(tick, Math.min(SLICE_MS, Math.max(0, due.getTime() - now().getTime())));
  };
  const tick = () => {
    if (now() >= due) {
      due = times.next(now());
      if (!running) running = runOnce();
    }
    arm();
  };

  return {
    name,
    schedule,
    next: () => due,
    start() {
      arm();
      if (runOnStartup) running = runOnce();
    },
    fire: () => (running ? (waiting ??= runAfterwards(running)) : (running = runOnce())),
    stop: () => clearTimeout(alarm),
  };
}
