import { connect, type Streamed } from "./call.ts";

/** A process of its own that sends so many megabytes to an address and writes the most memory that it took, in kilobytes. */
const [address = "", megabytes = "0"] = process.argv.slice(2);
const bytes = Number(megabytes) * 1024 * 1024;
const piece = 64 * 1024;
const open = async (): Promise<Streamed> => ({
  bytes,
  chunks: (async function* () {
    for (let sent = 0; sent < bytes; sent += piece) yield new Uint8Array(piece);
  })(),
  close: async () => undefined,
});
const send = connect({
  ...{ service: "Service", secrets: [], toError: ({ outcome }) => new Error(outcome) },
  ...{ fetch, now: () => new Date(), log: () => undefined, timeoutMilliseconds: 60_000, attempts: 1 },
  sleep: async () => undefined,
});
await send({ method: "POST", address, headers: {}, body: open, purpose: "send" });
process.stdout.write(String(process.resourceUsage().maxRSS));
