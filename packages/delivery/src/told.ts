import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Finding } from "@plumbline/finding-model/finding";
import { StoreError } from "@plumbline/run-store/error";
import type { Json, StateStore } from "@plumbline/run-store/state";
import { z } from "zod";
import { Told } from "./decide.ts";

const keyOf = (fingerprint: string) => `notices/told/${fingerprint}`;
const mostReason = 2000;

/** What was told of a finding last; undefined when nothing was. Rejects with a StoreError when it can't be read. */
export async function readTold(state: StateStore, fingerprint: string): Promise<Told | undefined> {
  const key = keyOf(fingerprint);
  const raw = await state.get(key);
  if (raw === undefined) return undefined;
  const told = Told.safeParse(raw);
  if (told.success) return told.data;
  const hint = "remove it; the finding is then told anew";
  throw new StoreError(`${key} can't be read: ${faultsIn(told.error)}`, { code: "broken", path: key, hint });
}

/** Keeps what was told of a finding, without its evidence. */
export async function remember(state: StateStore, finding: Finding, told: Omit<Told, "version" | "finding">): Promise<void> {
  const { exception: _exception, contained: _contained, verdict, ...rest } = finding;
  const reason = verdict.status === "fail" ? verdict.reason.slice(0, mostReason) : "it failed";
  const { at, run, judged, remediation } = told;
  const kept: Told = { version: 1, at, run, judged, remediation, finding: { ...rest, verdict: { status: "fail", reason, evidence: {} } } };
  await state.put(keyOf(finding.fingerprint), toJson(kept));
}

/** Forgets a finding that is resolved, unless somebody told something else of it meanwhile. */
export const forget = (state: StateStore, fingerprint: string, told: Told): Promise<void> =>
  state.release(keyOf(fingerprint), toJson(told));

/** Without the fields that are undefined, as a store gives it back. */
const toJson = (told: Told): Json => z.json().parse(JSON.parse(JSON.stringify(told)));
