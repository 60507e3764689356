/** Merges findings and writes their files, as a process of its own. No TypeScript, whose loader takes 20 MB. */
import { openKdiStore } from "@plumbline/kdi-writer/store/open-store";
import { writeKdi } from "@plumbline/kdi-writer/write-kdi";

const [folder = "", findings = "0", assets = "0"] = process.argv.slice(2);
const definitions = 5000;
const entryOf = (n) => {
  // Neighbours in the listing are on other assets, as they are in pages that are sorted by nothing.
  const asset = (n * 7919) % Number(assets);
  const cve = `CVE-2026-${10_000 + ((n * 31) % definitions)}`;
  const scanner_type = "AWS Inspector V2";
  const last_seen_at = `2026-03-${String(1 + (n % 28)).padStart(2, "0")}T00:00:00Z`;
  return {
    asset: {
      ...{ ec2: `i-${asset.toString(16).padStart(17, "0")}`, hostname: `host-${asset}`, ip_address: "10.0.0.1", os: "AMAZON_LINUX_2023" },
      tags: [`account:${String(asset % 10).repeat(12)}`, `owner:team-${asset % 50}`, "region:eu-west-1"],
      last_seen_at,
    },
    vuln: {
      scanner_identifier: `arn:aws:inspector2:eu-west-1:000000000000:finding/${n.toString(16).padStart(32, "0")}`,
      ...{ scanner_type, vuln_def_name: cve, scanner_score: n % 11, created_at: "2026-01-01T00:00:00Z", last_seen_at, status: "open" },
      details: `openssl 3.0.${n % 20}-1.amzn2023 -> 3.0.${20 + (n % 9)}-1.amzn2023; EPSS 0.000${n % 97}; ${"a line of detail, ".repeat(20)}`,
    },
    def: {
      ...{ scanner_type, name: cve, cve_identifiers: cve },
      ...{ description: `${cve} is a weakness. ${"It is described at length. ".repeat(20)}`, solution: "Update the package." },
    },
  };
};

const store = openKdiStore();
for (let n = 0; n < Number(findings); n++) store.put(entryOf(n));
const manifest = await writeKdi(store, { folder, name: "kdi", skipAutoclose: true });
store.close();
console.log(JSON.stringify(manifest));
