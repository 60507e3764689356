import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, fillTwo } from "./app.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
  await sql`insert into archives (archive_id, until, versions, made_at) values ('a', '2026-06-15T00:00:00Z', 1, '2026-06-16T00:00:00Z')`.execute(
    store.db,
  );
}, 60_000);
afterAll(() => store.close());

const paths = ["/", "/api/overview", "/coverage", "/users", "/users.csv", `/principals/user/${A}/AIDAANN`, `/principals/user/${A}/NOBODY`];
it("is said where the history of a principal begins, and nothing that was before is taken for its beginning", async () => {
  const reader = await appOver(store).signIn("reader-a");
  const path = `/principals/user/${A}/AIDAANN`;
  expect(await reader.text(path)).toContain('What happened until <time datetime="2026-06-15T00:00:00.000Z">');
  const { events } = (await (await reader.get(`/api${path}`)).json()).data;
  expect(events.map(({ did, kind }: { did: string; kind: string }) => `${kind} ${did}`)).toEqual([
    "iam_user changed",
    "iam_membership ended",
  ]);
});
describe("an instant of which a part is archived", () => {
  it.each([...paths, `/policies/${A}/ANPA`])("is no answer on %s", async (path) => {
    const reader = await appOver(store).signIn("reader-a");
    expect((await reader.get(`${path}?at=2026-06-12`)).status).toBe(409);
    expect((await reader.get(`${path}?at=2026-06-29`)).status).not.toBe(409);
  });
});
