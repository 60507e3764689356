import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Edge } from "@plumbline/car-client/edges";
import { describe, expect, it } from "vitest";
import type { Vertex } from "../contribution.ts";
import { cellOf, keptIn, readersOf } from "./notes.ts";
import { openState } from "./open-state.ts";
import { edgesToDisable, edgesToSend, verticesToDelete, verticesToSend } from "./outgoing.ts";
import { plan } from "./plan.ts";
import { settle } from "./settle.ts";
import { makeStage } from "./stage.ts";

const place = { account: "111111111111", region: "eu-west-1" };
const asset = (id: string, tag: string[] = []): Vertex => ({ collection: "asset", row: { external_id: id, name: id, tag } });
const ip = (_key: string): Vertex => ({ collection: "ipaddress", row: { _key } });
const has = (from: string, to: string): Edge => ({ collection: "asset_ipaddress", from, to });

function open() {
  const state = openState(join(mkdtempSync(join(tmpdir(), "car-state-")), "state.db"));
  const { id } = cellOf(state, { ...place, type: "host" });
  return { state, id, stage: makeStage(state, 1) };
}
/** Plans, reads what is to be sent, and says that it was. */
function send({ state }: Pick<ReturnType<typeof open>, "state">, everything = false) {
  const { send: sent, remove } = plan(state, everything);
  const rows = {
    assets: [...verticesToSend(state, "asset")],
    edges: [...edgesToSend(state, "asset_ipaddress")].map(({ from, to }) => `${from} ${to}`),
    deleted: [...verticesToDelete(state, "asset"), ...verticesToDelete(state, "ipaddress")],
    disabled: [...edgesToDisable(state, "asset_ipaddress")].map(({ from, to }) => `${from} ${to}`),
  };
  settle(state, { savePoint: "run", cells: [] });
  return { ...rows, counts: [sent, remove] };
}

describe("what resources put in", () => {
  it("is sent once, and again when it differs: tags that are gone are taken away", () => {
    const all = open();
    all.stage.put(all.id, "a", { vertices: [asset("a", ["x=1", "y=2"])], edges: [] });
    expect(send(all).assets).toEqual([{ external_id: "a", name: "a", tag: ["x=1", "y=2"] }]);
    all.stage.put(all.id, "a", { vertices: [asset("a", ["y=2", "x=1"])], edges: [] });
    expect(send(all).counts).toEqual([{}, {}]);
    all.stage.put(all.id, "a", { vertices: [asset("a", ["y=2"])], edges: [] });
    expect(send(all).assets).toEqual([{ external_id: "a", name: "a", tag: ["y=2"], untag: ["x=1"] }]);
    expect(send(all, true).counts).toEqual([{ asset: 1 }, {}]);
  });

  it("stays until the last resource that puts it in is gone", () => {
    const all = open();
    for (const name of ["a", "b"]) all.stage.put(all.id, name, { vertices: [asset(name), ip("10.0.0.1")], edges: [has(name, "10.0.0.1")] });
    send(all);
    expect([all.stage.remove(all.id, "a"), all.stage.remove(all.id, "a")]).toEqual([true, false]);
    expect(send(all)).toMatchObject({ deleted: ["a"], disabled: ["a 10.0.0.1"] });
    all.stage.remove(all.id, "b");
    expect(send(all)).toMatchObject({ deleted: ["b", "10.0.0.1"], disabled: ["b 10.0.0.1"] });
  });

  it("has an edge only while both of its vertices are there, whoever puts them in", () => {
    const all = open();
    all.stage.put(all.id, "a", { vertices: [asset("a")], edges: [has("a", "10.0.0.1")] });
    expect(send(all).edges).toEqual([]);
    all.stage.put(all.id, "b", { vertices: [ip("10.0.0.1")], edges: [] });
    expect(send(all).edges).toEqual(["a 10.0.0.1"]);
    all.stage.remove(all.id, "b");
    expect(send(all)).toMatchObject({ edges: [], deleted: ["10.0.0.1"], disabled: ["a 10.0.0.1"] });
  });

  it("is left out where CAR's schema does not take it, with its edges, and the reason is told", () => {
    const all = open();
    const refused = all.stage.put(all.id, "a", { vertices: [asset("a"), ip("10.0.0.1 ")], edges: [has("a", "10.0.0.1 ")] });
    expect(refused).toEqual([expect.stringMatching(/^ipaddress 10\.0\.0\.1 {2}of a: .*is no IP address/)]);
    expect(send(all)).toMatchObject({ counts: [{ asset: 1 }, {}], edges: [] });
  });

  it("goes when a listing that came to its end did not name it, and what is kept is told by name", () => {
    const all = open();
    for (let i = 0; i < 1500; i++) all.stage.put(all.id, `n${i}`, { vertices: [], edges: [] }, String(i));
    const later = makeStage(all.state, 2);
    later.put(all.id, "n7", { vertices: [], edges: [] }, "seven");
    expect([...keptIn(all.state, all.id, 2)].length).toBe(1499);
    expect(later.removeUnseen(all.id)).toBe(1499);
    expect([...keptIn(all.state, all.id, 3)]).toEqual([["n7", "seven"]]);
  });

  it("tells who was read from what", () => {
    const all = open();
    all.stage.put(all.id, "a", { vertices: [], edges: [], readFrom: ["group/g", "image/i"] });
    all.stage.put(all.id, "b", { vertices: [], edges: [], readFrom: ["group/g"] });
    const { account, region } = place;
    expect(readersOf(all.state, account, region, ["group/g", "group/none"])).toEqual(new Map([["host", ["a", "b"]]]));
    all.stage.put(all.id, "a", { vertices: [], edges: [], readFrom: ["image/i"] });
    expect(readersOf(all.state, account, region, ["group/g"])).toEqual(new Map([["host", ["b"]]]));
    expect(readersOf(all.state, account, "us-east-1", ["group/g"])).toEqual(new Map());
  });
});
