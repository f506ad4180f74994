import { describe, expect, it } from "vitest";
import { parseNcrontab } from "../../local/ncrontab.ts";

const next = (expression: string, from: string) => parseNcrontab(expression).next(new Date(from)).toISOString();

describe("an NCRONTAB expression", () => {
  const cases: [expression: string, from: string, next: string][] = [
    ["0 0 0 * * *", "2026-11-21T07:00:00Z", "2026-11-22T00:00:00.000Z"],
    ["0 0 0 * * *", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00.000Z"],
    ["0 0 0 * * *", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00.000Z"],
    ["*/10 * * * * *", "2026-11-21T07:00:09.500Z", "2026-11-21T07:00:10.000Z"],
    ["*/10 * * * * *", "2026-11-21T07:00:10Z", "2026-11-21T07:00:20.000Z"],
    ["0 */5 * * * *", "2026-11-21T07:58:00Z", "2026-11-21T08:00:00.000Z"],
    ["*/5 * * * *", "2026-11-21T07:58:00Z", "2026-11-21T08:00:00.000Z"],
    ["0 30 9 * * 1-5", "2026-11-20T10:00:00Z", "2026-11-23T09:30:00.000Z"],
    ["0 30 9 * * Mon-Fri", "2026-11-20T10:00:00Z", "2026-11-23T09:30:00.000Z"],
    ["0 0 12 1 jan,JUL *", "2026-02-01T00:00:00Z", "2026-07-01T12:00:00.000Z"],
    ["0 0 0 31 * *", "2026-11-01T00:00:00Z", "2026-12-31T00:00:00.000Z"],
    ["0 0 0 29 2 *", "2026-11-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0 0 0 13 * fri", "2026-11-21T00:00:00Z", "2027-08-13T00:00:00.000Z"],
    ["5,50 10-12 3 * * *", "2026-11-21T03:10:05Z", "2026-11-21T03:10:50.000Z"],
    ["5,50 10-12 3 * * *", "2026-11-21T03:12:50Z", "2026-11-22T03:10:05.000Z"],
    ["0 50/5 * * * *", "2026-11-21T07:56:00Z", "2026-11-21T08:50:00.000Z"],
    ["0 0-30/15 * * * *", "2026-11-21T07:16:00Z", "2026-11-21T07:30:00.000Z"],
  ];

  it.each(cases)("%s after %s comes at %s", (expression, from, expected) => {
    expect(next(expression, from)).toBe(expected);
  });

  it("comes in whole seconds, always later", () => {
    const schedule = parseNcrontab("*/7 3,4 */2 * * *");
    let date = new Date("2026-02-27T23:59:58.123Z");
    for (let step = 0; step < 500; step += 1) {
      const following = schedule.next(date);
      expect(following.getTime()).toBeGreaterThan(date.getTime());
      expect([following.getUTCMilliseconds(), following.getUTCSeconds() % 7, following.getUTCHours() % 2]).toEqual([
        0, 0, 0,
      ]);
      expect([3, 4]).toContain(following.getUTCMinutes());
      date = following;
    }
  });

  it.each([
    "",
    "* * * *",
    "60 * * * * *",
    "* * 24 * * *",
    "* * * 0 * *",
    "* * * * 13 *",
    "* * * * * 7",
    "5-3 * * * * *",
    "*/0 * * * * *",
    "a * * * * *",
    "1.5 * * * * *",
    "1/2/3 * * * * *",
    "0 0 0 30 2 *",
    "00:05:00",
  ])("is refused when it is %j", (expression) => {
    expect(() => parseNcrontab(expression)).toThrow(expect.objectContaining({ code: "bad-request" }) as Error);
  });
});
