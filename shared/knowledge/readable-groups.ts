import type { Caller } from "../ports/caller.ts";

/** The groups whose documents the caller may read beside those open to everyone; undefined: all of them, for operators. */
export function readableGroups(caller: Caller): string[] | undefined {
  return caller.roles.includes("operator") ? undefined : caller.groups;
}

/** Whether the caller may read a document of these groups. */
export function mayRead(caller: Caller, { allowedGroups }: { allowedGroups: string[] }): boolean {
  const groups = readableGroups(caller);
  return groups === undefined || allowedGroups.length === 0 || allowedGroups.some((group) => groups.includes(group));
}
