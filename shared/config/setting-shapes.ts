import { z } from "zod";

export const flag = (fallback: "on" | "off") =>
  z
    .enum(["on", "off"])
    .default(fallback)
    .transform((value) => value === "on");

export const count = (fallback: number, min = 1, max = 1_000_000_000) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

export const text = z.string().min(1);

/** Without its trailing slashes. */
export const address = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
