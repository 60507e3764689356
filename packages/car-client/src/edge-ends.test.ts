import { describe, expect, it } from "vitest";
import { edgeQueries } from "./edge-ends.ts";
import { type Edge, toEdgeRow } from "./edges.ts";

const toAddress: Edge = { collection: "asset_ipaddress", from: "i-1", to: "10.0.0.1" };
const toVulnerability: Edge = { collection: "asset_vulnerability", from: "i-1", to: "f/1" };
const betweenKeys: Edge = { collection: "ipaddress_hostname", from: "fd00::1", to: "a.example" };

describe("the queries that may name an edge", () => {
  const queries: Record<string, [edge: Edge, preferred: "model" | "bare" | "source", queries: string[]]> = {
    "to an IP address": [toAddress, "model", ["from=i-1&to=0%2F10.0.0.1", "from=i-1&to=10.0.0.1", "from=aws%3Ai-1&to=10.0.0.1"]],
    "the preferred one first": [toAddress, "source", ["from=aws%3Ai-1&to=10.0.0.1", "from=i-1&to=0%2F10.0.0.1", "from=i-1&to=10.0.0.1"]],
    "two of which are the same": [toVulnerability, "model", ["from=i-1&to=f%2F1", "from=aws%3Ai-1&to=aws%3Af%2F1"]],
    "between keyed vertices": [betweenKeys, "model", ["from=0%2Ffd00%3A%3A1&to=a.example", "from=fd00%3A%3A1&to=a.example"]],
  };
  it.each(Object.entries(queries))("%s", (_, [edge, preferred, expected]) => {
    expect([...edgeQueries(edge, "aws", preferred).keys()]).toEqual(expected.map((query) => `source=aws&${query}`));
  });
});

describe("the row of an edge", () => {
  const rows: Record<string, [edge: Edge, row: object]> = {
    "to a keyed vertex": [toAddress, { _from_external_id: "i-1", _to: "ipaddress/10.0.0.1" }],
    "to one with an external id, with fields": [
      { ...toVulnerability, fields: { risk_score: 7 } },
      { _from_external_id: "i-1", _to_external_id: "f/1", risk_score: 7 },
    ],
    "between keyed vertices": [betweenKeys, { _from: "ipaddress/fd00::1", _to: "hostname/a.example" }],
    "of an account's hostname, which CAR names by its external id": [
      { collection: "account_hostname", from: "admin", to: "a.example" },
      { _from_external_id: "admin", _to_external_id: "a.example" },
    ],
  };
  it.each(Object.entries(rows))("%s", (_, [edge, row]) => {
    expect(toEdgeRow(edge)).toEqual(row);
  });
});
