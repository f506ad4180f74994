import { buildBundle } from "./bundle.ts";

await buildBundle().catch(() => process.exit(1));
