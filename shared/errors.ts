/** Every problem PMark can report: one code, one HTTP status, one title. */
export const problems = {
  "bad-request": { status: 400, title: "The request is not valid" },
  "invalid-json": { status: 400, title: "The body is not valid JSON" },
  "invalid-message": { status: 400, title: "The message can't be read" },
  "invalid-file": { status: 400, title: "The file can't be read" },
  unauthenticated: { status: 401, title: "Sign in first" },
  "invalid-token": { status: 401, title: "The token is not accepted" },
  forbidden: { status: 403, title: "This needs another role" },
  "not-found": { status: 404, title: "Not found" },
  "summary-not-requested": { status: 404, title: "The session has not ended, so it has no summary" },
  "method-not-allowed": { status: 405, title: "This address does not take that method" },
  "session-ended": { status: 409, title: "The session has ended" },
  "session-expired": { status: 409, title: "The session has expired" },
  "work-order-finalized": { status: 409, title: "The work order is finalised" },
  "nothing-to-draft": { status: 409, title: "Nothing is known that a work order could be made of" },
  "turn-running": { status: 409, title: "The turn is still running" },
  conflict: { status: 409, title: "It changed at the same time" },
  "precondition-failed": { status: 412, title: "It changed since it was read" },
  "too-large": { status: 413, title: "The request is too large" },
  "unsupported-media-type": { status: 415, title: "This content type is not accepted" },
  "precondition-required": { status: 428, title: "If-Match is missing" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "A part that PMark needs does not answer" },
  timeout: { status: 504, title: "It took too long" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** One fault in a body or a query: where it is, and what to change. */
export type Fault = { path: string; message: string };

type AppErrorExtra = { cause?: unknown; errors?: Fault[]; retryAfterSeconds?: number };

/** The only error that PMark throws on purpose. `detail` is for the caller: it says what to change and holds no secret. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: Fault[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, detail: string, extra: AppErrorExtra = {}) {
    super(`${code}: ${detail}`, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
    this.errors = extra.errors;
    this.retryAfterSeconds = extra.retryAfterSeconds;
  }

  get status(): number {
    return problems[this.code].status;
  }

  /** True for what the caller did wrong (4xx): rethrown to the caller, never turned into an apology. */
  get isCallersFault(): boolean {
    return this.status < 500;
  }
}

/** What a failure is called where its message must not go: our own code, or the error's name. */
export function failureName(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/** An RFC 9457 problem document. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: Fault[];
};

/** Anything thrown becomes a problem; a bug becomes `internal`, and its message stays in the log. */
export function toProblem(error: unknown, instance?: string): Problem {
  const known =
    error instanceof AppError
      ? error
      : new AppError(
          "internal",
          "The request was not carried out. Try again; if it stays, tell the operator the request id.",
        );
  return {
    type: `/problems/${known.code}`,
    title: problems[known.code].title,
    status: known.status,
    detail: known.detail,
    ...(instance === undefined ? {} : { instance }),
    ...(known.errors === undefined ? {} : { errors: known.errors }),
  };
}
