import { createSession } from "@plumbline/aws-session/session";
import { makeTables, type Tables } from "@plumbline/testkit/tables";

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
