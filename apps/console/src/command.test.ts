import { runWith } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { consoleCommand } from "./command.ts";

const rows: Record<string, { words: string[]; says: RegExp }> = {
  "nobody could sign in": { words: [], says: /nobody could sign in\n.*--oidc-issuer/ },
  "open to others without TLS": { words: ["--dev-login", "--listen", "0.0.0.0:7700"], says: /speaks no TLS itself\n.*--behind-proxy/ },
  "behind a proxy without its address": {
    words: ["--behind-proxy", "--oidc-issuer", "https://i.example", "--oidc-client-id", "c"],
    says: /--public-url/,
  },
  "https that nobody speaks": { words: ["--public-url", "https://c.example", "--dev-login"], says: /say --behind-proxy too/ },
  "the development login behind a proxy": {
    words: ["--dev-login", "--behind-proxy", "--public-url", "https://c.example"],
    says: /for this machine alone/,
  },
  "the demo for others": { words: ["--demo", "--behind-proxy", "--public-url", "https://c.example"], says: /for this machine alone/ },
  "the demo over a real database": { words: ["--demo", "--folder", "x"], says: /database of its own/ },
  "the demo with costs": { words: ["--demo", "--cost"], says: /made up/ },
  "an issuer without a client": { words: ["--oidc-issuer", "https://i.example"], says: /go together/ },
  "an issuer that anybody could be": {
    words: ["--oidc-issuer", "http://i.example", "--oidc-client-id", "c"],
    says: /anybody could answer/,
  },
  "a place that is none": { words: ["--demo", "--listen", "here"], says: /--listen: must be HOST:PORT/ },
  "a port that is none": { words: ["--demo", "--listen", "127.0.0.1:99999"], says: /--listen: must name a port/ },
  "a grant that is none": { words: ["--demo", "--grant", "ann=admin"], says: /--grant: must be such as/ },
  "a number that is none": { words: ["--demo", "--session-hours", "0"], says: /--session-hours: must be a whole number/ },
  "a public address with a path": { words: ["--demo", "--public-url", "http://127.0.0.1:7700/x"], says: /must hold no path/ },
};
describe("plumbline console refuses", () => {
  it.each(Object.entries(rows))("%s", async (_, { words, says }) => {
    const { code, stderr, stdout } = await runWith(consoleCommand, words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });
  it("a secret on the command line in no error", async () => {
    const { code, stderr } = await runWith(consoleCommand, ["--oidc-client-secret", "hunter2", "--oidc-issuer", "https://i.example"]);
    expect([code, stderr.includes("hunter2")]).toEqual([2, false]);
    expect(stderr).toContain("--oidc-client-secret stands on the command line");
  });
});
