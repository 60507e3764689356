import { createSession } from "@plumbline/aws-session/session";
// By its path: as a package it would stand before this one in the order of building, and behind it by its stand-in of Kenna.
import { makeTables, type Tables } from "../../testkit/src/tables.ts";

const keys = { accessKeyId: "testing", secretAccessKey: "testing" };
const region = "eu-west-1";
let made = 0;

/** New tables on the emulator, and a session's place to reach them. */
export async function newTables(url: string, prefix: string) {
  const session = await createSession(
    { endpointUrl: url, ignoreConfiguredEndpoints: true, credentials: keys, region },
    { environment: {} },
  );
  const tables: Tables = { journal: `${prefix}-journal-${++made}`, state: `${prefix}-state-${made}` };
  await makeTables(url, region, tables);
  return { aws: await session.connect({ account: session.callerAccount, region }), ...tables, close: () => session.close() };
}
