import type { NamedResources } from "@plumbline/audit-kit/run";
import { typesOfRegion } from "@plumbline/cli/choose-types";
import type { ResourceRef } from "@plumbline/finding-model/resource";

/**
 * Groups messages by account, region and type. A `region` message also stands for the VPCs of the region and, in the partition's
 * main region, for the account, as in the seed.
 */
export function groupMessages(messages: readonly ResourceRef[], mainRegion: string): NamedResources[] {
  const groups = new Map<string, { account: string; region: string; type: string; ids: string[] }>();
  const add = ({ account, region, type, id }: ResourceRef) => {
    const key = JSON.stringify([account, region, type]);
    const group = groups.get(key) ?? { account, region, type, ids: [] };
    if (!group.ids.includes(id)) group.ids.push(id);
    groups.set(key, group);
  };
  const whole = new Map<string, NamedResources>();
  for (const message of messages) {
    add(message);
    if (message.type !== "region") continue;
    const { account, region } = message;
    for (const type of typesOfRegion) {
      if (type === "account" && region !== mainRegion) continue;
      whole.set(JSON.stringify([account, region, type]), { account, region, type });
    }
  }
  return [...[...groups].filter(([key]) => !whole.has(key)).map(([, group]) => group), ...whole.values()];
}
