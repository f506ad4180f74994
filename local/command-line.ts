import { parseArgs } from "node:util";
import { AppError } from "../shared/errors.ts";

export const help = `Usage: npm start -- [--port N] [--data DIR] [--host ADDRESS] [--verbose]

Serves PMark on this machine until SIGTERM or Ctrl-C.

  --port N        the port; 0 takes a free one (default 7071)
  --data DIR      the folder that keeps everything (default: DATA_DIRECTORY, or data)
  --host ADDRESS  the address to listen on (default: LISTEN_ADDRESS, or 127.0.0.1)
  --verbose       log every call and what the functions library says
  --version       the version, nothing else
  --help          this text

HOST=func npm start runs an installed Azure Functions Core Tools instead.
Settings come from the environment and from local.settings.json; the README lists them.`;

export type CommandLine = {
  port: number;
  data: string | undefined;
  host: string | undefined;
  verbose: boolean;
  version: boolean;
  help: boolean;
};

/** Throws AppError `bad-request` with a line for whoever typed it. */
export function readCommandLine(args: string[]): CommandLine {
  const { port, ...values } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new AppError("bad-request", `--port must be a number from 0 to 65535, not ${JSON.stringify(port)}.`);
  }
  for (const name of ["data", "host"] as const) {
    if (values[name]?.trim() === "") throw new AppError("bad-request", `--${name} needs a value.`);
  }
  return { ...values, port: Number(port), data: values.data, host: values.host };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string", default: "7071" },
        data: { type: "string" },
        host: { type: "string" },
        verbose: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\. |\n/)[0] : String(error);
    throw new AppError("bad-request", `${reason}. --help lists the options.`, { cause: error });
  }
}
