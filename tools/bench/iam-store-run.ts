/** Writes the whole world once into the database of the first word, at the instant of the second. Tells what came of it as JSON. */
import { Kind } from "@plumbline/iam-model/kinds";
import { openStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { z } from "zod";
import { iamWorld } from "./iam-world.ts";

const Address = z.union([z.strictObject({ url: z.string() }), z.strictObject({ folder: z.string() })]);
const store = await openStore(Address.parse(JSON.parse(process.argv[2] ?? "")));
const at = new Date(z.iso.datetime().parse(process.argv[3]));
const began = performance.now();
const tally = { rows: 0, added: 0, changed: 0, ended: 0 };
for (const { account, records } of iamWorld()) {
  const writer = await writeListing(store, { run: at.toISOString(), listing: `aws/${account}/global/iam`, account, at });
  await writer.put(records);
  const there = new Set(records.map(({ kind }) => kind));
  const told = await writer.end(Kind.options.filter((kind) => there.has(kind)).map((kind) => ({ kind, outcome: "ok" })));
  for (const { seen, added, changed, ended } of told.values()) {
    tally.rows += seen;
    tally.added += added;
    tally.changed += changed;
    tally.ended += ended;
  }
}
const seconds = (performance.now() - began) / 1000;
const history = await store.db
  .selectFrom("versions")
  .select(({ fn }) => [
    fn.countAll().as("versions"),
    fn.max("version_id").as("last"),
    fn.count("valid_to").as("ended"),
    fn.countAll().filterWhere("kind", "in", ["iam_user", "iam_group", "iam_role"]).as("principals"),
  ])
  .executeTakeFirstOrThrow();
const seen = await store.db
  .selectFrom("records")
  .select(({ fn }) => fn.countAll().as("seen"))
  .where("last_seen_at", "=", at)
  .executeTakeFirstOrThrow();
await store.close();
process.stdout.write(JSON.stringify({ ...tally, seconds, history: { ...history, ...seen } }));
