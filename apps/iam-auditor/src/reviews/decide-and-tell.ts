import { resolve } from "node:path";
import { decide, type Word } from "@plumbline/access-reviews/decide";
import { RevokedPart } from "@plumbline/access-reviews/decision";
import { getItem } from "@plumbline/access-reviews/list-items";
import { outcomesOf } from "@plumbline/access-reviews/read-outcomes";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted } from "@plumbline/reports/text";
import { z } from "zod";
import { actingAs } from "../acting-as.ts";
import { readRows } from "../read-roles.ts";
import { type DecideConfig, isJson } from "./config.ts";
import { withReviews } from "./with-reviews.ts";

const Verdict = z.enum(["keep", "revoke"], { error: "must be keep or revoke" });
type Said = Omit<Word, "permissionHash"> & { readonly permissionHash: string | undefined };

const blank = z
  .union([z.string(), z.null()])
  .optional()
  .transform((text) => text?.trim() || undefined);
/** A row of the worksheet that `review list --format csv` writes; one without a verdict decides nothing. */
const Row = z.looseObject({
  item: z.string().min(1, "must not be empty"),
  verdict: blank.pipe(Verdict.optional()),
  what: blank.pipe(RevokedPart.optional()),
  reason: blank,
  permission_hash: blank,
});

export interface ToDecide {
  readonly campaign: string;
  readonly item: string | undefined;
  readonly verdict: string | undefined;
}

/** `plumbline review decide`: one item by its words, or many by a file, all or nothing. */
export async function decideAndTell({ campaign, item, verdict }: ToDecide, config: DecideConfig, io: Io): Promise<ExitCode> {
  const said = config.from === undefined ? [oneOf(item, verdict, config)] : await manyOf(config, item, io);
  const actor = actingAs(config.admin ? "admin" : "reviewer", config.by, io);
  return withReviews(config, io, async (store) => {
    const { decisions, begun } = await store.as(actor, async (transaction) => {
      const words: z.input<typeof Word>[] = [];
      for (const { permissionHash, ...word } of said)
        words.push({
          ...word,
          permissionHash: permissionHash ?? (await getItem(transaction, { campaign, item: word.item })).permissionHash,
        });
      const made = await decide(transaction, { campaign, at: io.now(), words });
      const outcomes = await outcomesOf(transaction, campaign);
      return { decisions: made, begun: made.filter(({ item: of, verdict: is }) => is === "keep" && outcomes.has(of)) };
    });
    const kept = decisions.filter((one) => one.verdict === "keep").length;
    const text = `${counted(decisions.length, "item")} decided by ${actor.subject}: ${kept} kept, ${decisions.length - kept} revoked\n`;
    for (const { item: of } of begun)
      await print(
        io.stderr,
        `item ${of} is kept, and was planned or taken away before: plan anew before you apply a plan, and take back what was made by plumbline undo\n`,
      );
    await print(io.stdout, isJson(config) ? `${JSON.stringify({ decisions }, null, 2)}\n` : text);
    return exitCodes.clean;
  });
}

function oneOf(item: string | undefined, verdict: string | undefined, { what, reason, hash }: DecideConfig): Said {
  if (item === undefined || verdict === undefined)
    throw usageError("no item and verdict are named", "name both, or a file of decisions by --from");
  const parsed = Verdict.safeParse(verdict);
  if (!parsed.success) throw usageError(`${verdict} is no verdict`, "write keep or revoke");
  return { item, verdict: parsed.data, reason, permissionHash: hash, ...(what === undefined ? {} : { what }) };
}

async function manyOf({ from = "", what, reason, hash }: DecideConfig, item: string | undefined, { folder }: Io): Promise<readonly Said[]> {
  if (item !== undefined || what !== undefined || reason !== "" || hash !== undefined)
    throw usageError("--from can't go together with an item, --what, --reason or --hash", "write them into the file");
  const rows = z.array(z.unknown()).safeParse(await readRows(resolve(folder, from)));
  if (!rows.success) throw usageError(`${from}: it is no list of decisions`, "take the one of plumbline review list CAMPAIGN --format csv");
  const said = rows.data.flatMap((row, index): Said[] => {
    const parsed = Row.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw usageError(
        `${from}: row ${index + 1}: ${issue?.path.join(".")}: ${issue?.message ?? "invalid"}`,
        "nothing was decided; mend the file",
      );
    }
    const { verdict, what: part, item: of, reason: why = "", permission_hash: permissionHash } = parsed.data;
    return verdict === undefined ? [] : [{ item: of, verdict, reason: why, permissionHash, ...(part === undefined ? {} : { what: part }) }];
  });
  if (said.length === 0) throw usageError(`${from}: no row has a verdict`, "fill the column verdict in with keep or revoke");
  return said;
}
