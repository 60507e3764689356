import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { analysePolicy } from "./analyse.ts";
import { PolicyDocument } from "./document.ts";

/** A policy, where it hangs, what AWS makes of it, and the AWS page that decides it. */
const Vector = z.strictObject({
  construct: z.string(),
  page: z.url({ hostname: /^docs\.aws\.amazon\.com$/ }),
  kind: z.enum(["resource", "trust"]),
  service: z.string().exactOptional(),
  policy: PolicyDocument,
  verdict: z.enum(["public", "cross-account", "organization", "private"]),
  confusedDeputy: z.boolean().default(false),
  accounts: z.array(z.string()).default([]),
  organizations: z.array(z.string()).default([]),
});

const folder = new URL("./vectors/", import.meta.url);
const tables = readdirSync(folder).map((file) => ({
  file,
  rows: z.record(z.string(), Vector).parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))),
}));
const vectors = tables.flatMap(({ rows }) => Object.values(rows));

for (const { file, rows } of tables) {
  describe(file, () => {
    test.each(Object.entries(rows))("%s", (_, { kind, service, policy, verdict, confusedDeputy, accounts, organizations }) => {
      const found = analysePolicy(policy, { kind, account: "111111111111", partition: "aws", service });
      expect({ ...found, statements: undefined }).toEqual({ verdict, confusedDeputy, accounts, organizations });
    });
  });
}

describe("the vectors", () => {
  test("are at least 60, and no two have the same policy in the same place", () => {
    const distinct = new Set(vectors.map(({ policy, kind, service }) => JSON.stringify([policy, kind, service])));
    console.info(`${distinct.size} distinct policy vectors of ${new Set(vectors.map(({ construct }) => construct)).size} constructs`);
    expect(distinct.size).toBe(vectors.length);
    expect(distinct.size).toBeGreaterThanOrEqual(60);
  });

  test("show each construct public and not public", () => {
    const seen = Map.groupBy(vectors, ({ construct }) => construct);
    const oneSided = [...seen].filter(([, rows]) => new Set(rows.map(({ verdict }) => verdict === "public")).size < 2);
    expect(oneSided.map(([construct]) => construct)).toEqual([]);
  });
});
