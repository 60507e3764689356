import type { ResourceRef } from "@plumbline/finding-model/resource";
import { type Decided, keyOf, mergedAsked } from "./asked.ts";
import type { Part } from "./parts.ts";
import type { Revocation } from "./revocation.ts";

/** A revocation with the checks that judge it. */
export interface Asking {
  readonly revocation: Revocation;
  readonly resource: ResourceRef;
  readonly parts: readonly Part[];
}

/** The settings of each check by which these revocations are judged; what several ask of one principal is asked together. */
export function settingsFor(asking: readonly Asking[]): Readonly<Record<string, Decided>> {
  const settings: Record<string, Decided> = {};
  for (const { resource, parts } of asking)
    for (const { check, asked } of parts) {
      settings[check] ??= { asked: {} };
      const key = keyOf({ account: resource.account, name: resource.id });
      const all = settings[check].asked[key] ?? [];
      const same = all.find(({ principalId }) => principalId === asked.principalId);
      settings[check].asked[key] = same ? all.map((one) => (one === same ? mergedAsked(one, asked) : one)) : [...all, asked];
    }
  return settings;
}
