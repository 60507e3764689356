import type { Kysely } from "kysely";
import { grant } from "../row-security.ts";

/** Cells that went into an archive come back out of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await grant(db, "cells", { archivist: "insert" });
}
