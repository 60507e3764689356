interface Denial {
  readonly Sid: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
const textOf = ({ Sid, Condition }: Denial): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid, Effect: "Deny", Action: "*", Resource: "*", ...(Condition ? { Condition } : {}) }],
  });

/** Denies everything: an explicit denial wins over every allow. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html */
export const denyEverything = textOf({ Sid: "PlumblineDenyAll" });

/**
 * Denies a user's console, and all else that runs on temporary credentials; a call that is signed with an access key carries no such key in
 * its context. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export const denyConsole = textOf({ Sid: "PlumblineDenyConsole", Condition: { Null: { "aws:MultiFactorAuthPresent": "false" } } });

/**
 * Denies what was begun with a role before an instant, as the console's "Revoke active sessions" does; who may assume the role can begin anew.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export const denySessionsBefore = (instant: string): string =>
  textOf({ Sid: "PlumblineDenyOlderSessions", Condition: { DateLessThan: { "aws:TokenIssueTime": instant } } });
