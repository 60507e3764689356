import { resolve } from "node:path";
import { Person, Route } from "@plumbline/access-reviews/routes";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { z } from "zod";
import { readRows } from "../read-roles.ts";

const blank = z
  .union([z.string(), z.null()])
  .optional()
  .transform((text) => text?.trim() || undefined);
/** A row of CSV: what is empty says nothing. */
const Row = z
  .strictObject({
    ...{ reviewer: blank, mail: blank, alternate: blank, account: blank, business_unit: blank, tag: blank, kind: blank },
  })
  .transform(({ business_unit, ...rest }) =>
    Object.fromEntries(Object.entries({ ...rest, businessUnit: business_unit }).filter(([, value]) => value !== undefined)),
  )
  .pipe(Route);
const File = z.strictObject({ routes: z.array(Route).default([]), people: z.array(Person).default([]) });

/** Who reviews what: a table (CSV), or YAML or JSON with `routes` and `people`. One wrong row refuses it all. */
export async function readRoutes(file: string | undefined, { folder }: Pick<Io, "folder">): Promise<z.output<typeof File>> {
  if (file === undefined) return { routes: [], people: [] };
  const raw = await readRows(resolve(folder, file));
  if (!/\.csv$/i.test(file)) {
    const parsed = File.safeParse(Array.isArray(raw) ? { routes: raw } : raw);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw usageError(`${file}: ${issue?.path.join(".")}: ${issue?.message ?? "invalid"}`, "nothing was opened; mend the file");
  }
  const rows = z.array(z.unknown()).parse(raw);
  const routes = rows.map((row, index) => {
    const parsed = Row.safeParse(row);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".");
    throw usageError(
      `${file}: row ${index + 1}: ${place ? `${place}: ` : ""}${issue?.message ?? "invalid"}`,
      "nothing was opened; mend the file",
    );
  });
  return { routes, people: [] };
}
