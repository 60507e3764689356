import { describe, expect, test } from "vitest";
import { admins } from "./admins.ts";
import { asOf } from "./as-of.ts";
import { accounts, recordsOf } from "./corpus.fixture.ts";
import { escalations } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import { trust } from "./trust.ts";
import { world } from "./world.fixture.ts";

const asked = new Map(
  accounts.map((path) => {
    const inventory = inventoryOf(world(recordsOf(path)));
    return [
      path,
      { asOf: asOf(inventory), admins: admins(inventory), escalations: escalations(inventory), trust: trust(inventory) },
    ] as const;
  }),
);

describe("questions, on real accounts", () => {
  test.each(accounts)("%s", (path) => {
    const {
      asOf: { principals },
      admins: { administrators, privileged },
      escalations: { rows },
      trust: trusted,
    } = asked.get(path)!;
    const unread = principals.length === 0 ? 0 : administrators.filter(({ notConsidered }) => notConsidered.length > 1).length;
    console.log(
      JSON.stringify({
        path,
        principals: principals.length,
        administrators: administrators.length,
        privileged: privileged.length,
        escalations: rows.length,
        trust: trusted.rows.length,
        unread,
      }),
    );
    for (const one of administrators)
      console.log("ADM", one.principal.name, one.outcome, one.via.map(({ role }) => role.name).join(">"), JSON.stringify(one.grants[0]));
    for (const one of rows)
      console.log(
        "ESC",
        one.principal.kind,
        one.principal.name,
        one.method,
        one.outcome,
        one.gains,
        one.targets.map(({ name }) => name).join(","),
      );
    for (const one of trusted.rows)
      console.log("TRU", one.role.name, one.kind, one.principal, one.whose, one.concern, one.conditions.join(";"));
    for (const one of privileged) console.log("PRI", one.principal.name, one.powers.map(({ id, outcome }) => `${id}:${outcome}`).join(" "));
    expect(principals.length).toBeGreaterThan(0);
  });
});
