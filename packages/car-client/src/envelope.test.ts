import { describe, expect, it } from "vitest";
import { Envelope } from "./envelope.ts";

const head = { source: { _key: "aws-prod" }, report: { _key: "1", timestamp: 1 } };
const ofRun = { report: "1", source: "aws-prod", active: true, timestamp: 1 };
const asset = { external_id: "i-1", name: "web" };

describe("an envelope is taken", () => {
  const taken: Record<string, object> = {
    "without rows": {},
    "with a vertex": { asset: [{ ...asset, risk: 10, tag: ["a"], untag: ["b"] }] },
    "with a keyed vertex": { macaddress: [{ _key: "02:00:00:00:00:01" }] },
    "with an edge": { asset_vulnerability: [{ _from_external_id: "i-1", _to_external_id: "f", risk_score: 7, ...ofRun }] },
    "with an edge to a keyed vertex": { asset_hostname: [{ _from_external_id: "i-1", _to: "hostname/a.example", ...ofRun }] },
  };
  it.each(Object.entries(taken))("%s", (_, rows) => {
    expect(Envelope.parse({ ...head, ...rows })).toEqual({ ...head, ...rows });
  });
});

describe("an envelope is refused", () => {
  const edge = { _from_external_id: "i-1", _to: "hostname/a.example", ...ofRun };
  const refused: Record<string, object> = {
    "without a source": { source: undefined },
    "of a source whose name holds a slash": { source: { _key: "aws/prod" } },
    "with a collection that CAR does not have": { bucket: [] },
    "with a field that CAR does not have": { asset: [{ ...asset, network_interface_id: "eni-1" }] },
    "with a risk above 10": { asset: [{ ...asset, risk: 11 }] },
    "without the id of a vertex": { asset: [{ name: "web" }] },
    "with an address that is none": { ipaddress: [{ _key: "10.0.0.1/32" }] },
    "with a host name that holds a bracket": { hostname: [{ _key: "a[1]", host_name: "a[1]" }] },
    "with an end that is named the other way": { asset_hostname: [{ ...edge, _to: undefined, _to_external_id: "a.example" }] },
    "with a field of another edge": { asset_hostname: [{ ...edge, risk_score: 7 }] },
    "with an edge that says of no run that it is active": { asset_hostname: [{ ...edge, active: undefined }] },
  };
  it.each(Object.entries(refused))("%s", (_, rows) => {
    expect(Envelope.safeParse({ ...head, ...rows }).success).toBe(false);
  });
});
