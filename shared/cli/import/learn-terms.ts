import { writeFile } from "node:fs/promises";
import { type Term, termCategories, type TermStore } from "../../ports/term-store.ts";
import type { WorkOrderStore } from "../../ports/work-order-store.ts";
import { deriveTerms } from "../../terms/derive-terms.ts";

type Ports = { terms: Pick<TermStore, "upsert">; workOrders: Pick<WorkOrderStore, "scan"> };

const BATCH_ORDERS = 500;

/** Terms out of the imported history: stored, printed by number, and written to a file where one is named. False when there are none. */
export async function learnTerms(
  ports: Ports,
  { output, print }: { output: string | undefined; print: (line: string) => void },
): Promise<boolean> {
  const terms = await deriveTerms(ports.workOrders.scan(BATCH_ORDERS));
  if (terms.length === 0) {
    print("There are no work orders to learn from. Import some first: npm run import -- work-orders FILE");
    return false;
  }
  const changed = await ports.terms.upsert(terms);
  for (const category of termCategories) {
    const found = terms.filter((term) => term.category === category);
    const aliases = found.reduce((sum, term) => sum + term.aliases.length, 0);
    print(`${category}: ${found.length} terms, ${aliases} aliases`);
  }
  print(`new or changed ${changed}`);
  if (output !== undefined) {
    await writeFile(output, asCsv(terms));
    print(`written to ${output}`);
  }
  return true;
}

function asCsv(terms: Term[]): string {
  const rows = terms.map(({ category, code, name, aliases }) => [category, code, name, aliases.join("|")]);
  return [["category", "code", "name", "aliases"], ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
