import { z } from "zod";

/** What was asked for, kept beside the file until the run is over. */
export const ImportOrder = z.object({
  kind: z.enum(["terms", "work-orders"]),
  fileName: z.string(),
  mapping: z.record(z.string(), z.string()).optional(),
});
export type ImportOrder = z.infer<typeof ImportOrder>;

export const importFileKey = (runId: string) => `imports/${runId}/file`;
export const importOrderKey = (runId: string) => `imports/${runId}/order.json`;
