import type { RecordOf } from "../kinds.ts";

type Activity = RecordOf<"iam_activity">;

/** When a password, a role or an access key, which `id` names, was last used. */
export const activity = ({ id, account, ...facts }: Activity["facts"] & Pick<Activity, "id" | "account">): Activity => ({
  ...{ kind: "iam_activity", id, account, name: facts.principalName, arn: null, createdAt: null, updatedAt: null, facts },
});
