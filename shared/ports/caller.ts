export const roles = ["user", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who makes the call, as the edge has established it. */
export type Caller = {
  userId: string;
  roles: Role[];
  /** Groups for document permissions. */
  groups: string[];
};
