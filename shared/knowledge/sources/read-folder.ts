import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { failureName } from "../../errors.ts";
import { documentIdOf } from "../register-document.ts";
import { listFolder } from "./list-folder.ts";
import type { FolderSource } from "./read-sources-file.ts";
import type { Pass } from "./read-sources.ts";
import { takeDocument } from "./take-document.ts";

/** What is planned is noted in the ledger (`save`) before it is registered: after a crash, too, it is known whence it came. */
export async function readFolder(pass: Pass, folder: FolderSource, save: () => Promise<void>): Promise<void> {
  const names = await namesIn(pass, folder);
  const idOf = (name: string) => documentIdOf(["folder", folder.path, name.normalize("NFC")]);
  const before = idsFrom(pass, folder.path);
  if (names === undefined || (names.length === 0 && before.length > 0)) {
    if (names !== undefined)
      await pass.failed(folder.path, "It is empty now; what it held is kept. Drop it from the list to remove that.");
    for (const id of before) pass.kept.add(id);
    return;
  }
  for (const name of names) pass.ledger[idOf(name)] ??= { source: folder.path, name };
  await save();
  for (const name of names) pass.kept.add(idOf(name));
  for (const name of names) {
    if (!pass.mayGoOn()) return;
    const file = path.join(folder.path, name);
    await takeDocument(pass, file, {
      id: idOf(name),
      content: () => createReadStream(file),
      fileName: name,
      allowedGroups: folder.allowedGroups,
      metadata: folder.metadata,
    });
  }
}

function idsFrom({ ledger }: Pass, source: string): string[] {
  return Object.keys(ledger).filter((id) => ledger[id]!.source === source);
}

async function namesIn(pass: Pass, folder: FolderSource): Promise<string[] | undefined> {
  try {
    if (!(await stat(folder.path)).isDirectory()) throw new Error("ENOTDIR");
    return await listFolder(folder);
  } catch (error) {
    await pass.failed(
      folder.path,
      `The folder can't be read (${(error as NodeJS.ErrnoException).code ?? failureName(error)}).`,
    );
    return undefined;
  }
}
