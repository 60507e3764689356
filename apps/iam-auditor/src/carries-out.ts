import { idOf, typeOf } from "@plumbline/access-plans/parts";
import type { Revocation } from "@plumbline/access-reviews/revocation";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { ResourceRef } from "@plumbline/finding-model/resource";

const namesIn = (state: unknown): readonly unknown[] => (Array.isArray(state) ? state : []);
/** Tells whether a change takes away something of what was revoked. */
export const carriesOut = (change: PlannedChange, revocation: Revocation): boolean =>
  isAbout(change, revocation) &&
  (revocation.via === null ||
    (change.change === "iam_user/groups" &&
      namesIn(change.before).includes(revocation.via) &&
      !namesIn(change.after).includes(revocation.via)));
/** Tells whether something is about the principal of a revocation, by its name. */
export const isAbout = ({ resource }: { resource: ResourceRef }, revocation: Revocation): boolean =>
  resource.account === revocation.account && resource.type === typeOf(revocation) && resource.id === idOf(revocation);
