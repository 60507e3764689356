/** What Kenna holds of one connector: assets by the locator that names them, and their vulnerabilities. */
import type { KdiAsset, KdiVuln, KdiVulnDef } from "@plumbline/kdi-writer/kdi";
import { keyOfAsset, type LocatorOrder } from "@plumbline/kdi-writer/locators";

export type HeldVuln = KdiVuln & {
  readonly def: KdiVulnDef;
  /** True of what was closed because nobody told of it. */
  readonly isAutoclosed: boolean;
};
export interface HeldAsset {
  /** All but vulnerabilities and tags. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly tags: ReadonlySet<string>;
  /** By scanner type and identifier, joined. */
  readonly vulns: ReadonlyMap<string, HeldVuln>;
}
/** By the locator that names them. */
export type KennaModel = ReadonlyMap<string, HeldAsset>;

export const vulnKey = ({ scanner_type, scanner_identifier }: KdiVuln): string => `${scanner_type}:${scanner_identifier}`;

interface Putting {
  readonly order: LocatorOrder;
  readonly resetTags: boolean;
  readonly defOf: (vuln: KdiVuln) => KdiVulnDef;
}

/** Puts an asset into a model, as a new one beside it. What is told replaces what was there; what is not told stays. */
export function putAsset(model: Map<string, HeldAsset>, asset: KdiAsset, { order, resetTags, defOf }: Putting): void {
  const key = keyOfAsset(asset, order);
  const before = model.get(key);
  const { vulns: told, findings: _, tags = [], ...about } = asset;
  const vulns = new Map(before?.vulns);
  for (const vuln of told) vulns.set(vulnKey(vuln), { ...vuln, def: defOf(vuln), isAutoclosed: false });
  model.set(key, { about: { ...before?.about, ...about }, tags: new Set([...(resetTags ? [] : (before?.tags ?? [])), ...tags]), vulns });
}

/** The model after everything open that is not `isTold` is closed. */
export function withAutoclose(
  model: KennaModel,
  isTold: (asset: string, vuln: string) => boolean,
  closedAt: string,
): Map<string, HeldAsset> {
  const closed = (asset: string, held: HeldAsset): HeldAsset => ({
    ...held,
    vulns: new Map(
      [...held.vulns].map(([key, vuln]) => [
        key,
        vuln.status === "open" && !isTold(asset, key) ? { ...vuln, status: "closed", closed_at: closedAt, isAutoclosed: true } : vuln,
      ]),
    ),
  });
  return new Map([...model].map(([key, held]) => [key, closed(key, held)]));
}

/** A model as JSON, the same for equal ones. When something was autoclosed is left out. */
export const plainModel = (model: KennaModel): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    sorted(model).map(([key, { about, tags, vulns }]) => [
      key,
      {
        ...about,
        tags: [...tags].sort(),
        vulns: Object.fromEntries(
          sorted(vulns).map(([id, { closed_at, ...vuln }]) => [
            id,
            vuln.isAutoclosed || closed_at === undefined ? vuln : { ...vuln, closed_at },
          ]),
        ),
      },
    ]),
  );

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
