import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { beforeAll, expect, it } from "vitest";
import { admin, day } from "../inventory.fixture.ts";
import { listItems } from "../list-items.ts";
import { noteOutcome } from "../revocations-of.ts";
import { closeQ2, openQ2, own, pemOf, read, signed, verify } from "./pack.fixture.ts";
import { keySigner, type Signer } from "./signing.ts";

const bytesByEngine: Buffer[] = [];

onBothStores("an evidence pack", (given) => {
  let pack: Buffer;
  beforeAll(async () => {
    await openQ2(given.store);
    await expect(signed(given.store)).rejects.toMatchObject({ code: "not-open" });
    await closeQ2(given.store);
    pack = await signed(given.store, keySigner(own.privateKey));
  });

  it("has the same bytes each time and on each database, and holds what was said", async () => {
    expect((await signed(given.store, keySigner(own.privateKey))).equals(pack)).toBe(true);
    bytesByEngine.push(pack);
    expect(bytesByEngine.every((bytes) => bytes.equals(pack))).toBe(true);
    const files = await read(pack);
    const lines = (name: string) => files.get(name)!.toString().split(/\r?\n/);
    expect(lines("decisions.jsonl").length).toBe(4);
    expect(lines("decisions.csv")[0]).toBe("account,seq,item,verdict,what,reason,by,at,carried_over_from,permission_hash,hash");
    expect(JSON.parse(files.get("roster-before.json")!.toString()).length).toBe(6);
    expect(JSON.parse(files.get("roster-after.json")!.toString()).length).toBe(7);
    expect(lines("escalations.csv").length).toBe(3 + 2);
    expect(JSON.parse(files.get("revocations.json")!.toString())).toMatchObject([
      { principalName: "eve", reason: "because of eve", outcomes: [] },
    ]);
    expect(files.get("README.txt")!.toString()).toContain("not decided  3 (escalated; these were NOT approved)");
    const items = JSON.parse(files.get("items.json")!.toString());
    expect(items.map(({ principalName, outcome }: Record<string, string>) => `${principalName} ${outcome}`).sort()).toEqual([
      "ann kept",
      "ann not decided",
      "bob not decided",
      "cyd kept",
      "deploy not decided",
      "eve revoked",
    ]);
    for (const line of lines("policies.jsonl").filter((text) => text !== "")) {
      const { sha256, document } = JSON.parse(line);
      expect(createHash("sha256").update(JSON.stringify(document)).digest("hex")).toBe(sha256);
    }
  });
  it("is verified with the key, and says whose it is", async () => {
    const held = await verify(pack, own.publicKey);
    expect(held).toMatchObject({ ok: true, campaign: "q2", decisions: 3, signature: { isKnownKey: true } });
    expect(await verify(pack)).toMatchObject({ ok: true, signature: { isKnownKey: false } });
    expect(await verify(await signed(given.store))).toMatchObject({ ok: true, signature: null });
    expect(held).toMatchObject({ manifest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
  it("is signed elsewhere too", async () => {
    for (const [algorithm, pair] of [
      ["ecdsa-sha256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
      ["rsa-pss-sha256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ] as const) {
      const key = algorithm === "ecdsa-sha256" ? pair.privateKey : { key: pair.privateKey, padding: 6, saltLength: 32 };
      const signer: Signer = {
        algorithm,
        publicKey: pemOf(pair as never).publicKey,
        sign: async (statement) => sign("sha256", statement, key),
      };
      expect(await verify(await signed(given.store, signer), signer.publicKey)).toMatchObject({ ok: true });
    }
  });

  it("tells what became of a revocation, once noted", async () => {
    await given.store.as(admin(), async (transaction) => {
      const [item] = (await listItems(transaction, { campaign: "q2", state: "revoked" })).items;
      const outcome = { campaign: "q2", item: item!.item, planHash: "abc", outcome: "planned" as const, at: day(22) };
      await noteOutcome(transaction, outcome);
      await noteOutcome(transaction, outcome);
    });
    const files = await read(await signed(given.store));
    expect(JSON.parse(files.get("revocations.json")!.toString())[0].outcomes).toEqual([
      { planHash: "abc", outcome: "planned", by: "boss@example.com", at: day(22).toISOString() },
    ]);
  });
});
