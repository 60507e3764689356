import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import type { Actor, Role } from "@plumbline/iam-store/actor";

/** Who writes, as the history will name them: as told, else the user of the machine. Without either it is a usage error. */
export function actingAs(role: Role, by: string | undefined, { environment }: Pick<Io, "environment">): Actor {
  const subject = by ?? environment["USER"]?.trim() ?? environment["LOGNAME"]?.trim();
  if (!subject) throw usageError("nobody is named who does this", "give --by NAME");
  return { role, accounts: "all", subject };
}
