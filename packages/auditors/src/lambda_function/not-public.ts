import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { hasName } from "@plumbline/changes/lambda_function/permission";
import { lambdaFunctionPermissions } from "@plumbline/changes/lambda_function/permissions";
import { lambdaFunctionUnaddablePermissions } from "@plumbline/changes/lambda_function/unaddable-permissions";
import { lambdaFunctionUrlAuth } from "@plumbline/changes/lambda_function/url-auth";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { z } from "zod";
import { deputiesIn, lostIn, openIn, openUrls, type QualifiedStatement, withoutOpen } from "../judge/function-access.ts";
import { granteesTell } from "../judge/lost-grants.ts";
import { boundByHand, judgeDeputies, placeOf } from "../judge/policy.ts";

/** A type of its own, since an interface is not taken for JSON. */
const asEvidence = (statements: readonly QualifiedStatement[]) => statements.map(({ qualifier, statement }) => ({ qualifier, statement }));
const Settings = z.strictObject({ requireUrlAuth: z.boolean().default(true) });

/**
 * Fails when a policy of the function, of an alias or of a version lets anyone in, or a URL has AuthType NONE. AWS serves such a URL only
 * where the policy lets everyone through; with `requireUrlAuth: false` it fails only there. A function that a service may call for
 * anyone fails at a lower severity.
 */
export const lambdaFunctionNotPublic = defineAuditor({
  id: "lambda_function/not-public",
  title: "No Lambda function is public",
  severity: "critical",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  subject: lambdaFunction,
  needs: ["access"],
  settings: Settings,
  evaluate(input) {
    const open = openIn(input.facts.access, placeOf(input));
    const urls = openUrls(input.facts.access, input.settings.requireUrlAuth ? undefined : open);
    const reasons = [
      ...(open.length > 0 ? ["its policy lets anyone in"] : []),
      ...(urls.length > 0 ? ["its URL asks for no credentials"] : []),
    ];
    if (reasons.length === 0) return judgeDeputies(asEvidence(deputiesIn(input.facts.access, placeOf(input))));
    return { status: "fail", reason: reasons.join(", and "), evidence: { statements: asEvidence(open), urls } };
  },
  remediation: {
    summary: "Sets open URLs to AWS_IAM and removes the statements that let anyone in; the others stay.",
    changes: [lambdaFunctionUrlAuth, lambdaFunctionPermissions, lambdaFunctionUnaddablePermissions],
    blastRadius: { tells: granteesTell, of: (input) => ({ affected: lostIn(input.facts.access, placeOf(input)) }) },
    plan(input) {
      const { access } = input.facts;
      const open = openIn(access, placeOf(input));
      const urls = openUrls(access, input.settings.requireUrlAuth ? undefined : open);
      const signed = Object.fromEntries(urls.map(({ qualifier }) => [qualifier, "AWS_IAM" as const]));
      if (open.length === 0 && urls.length === 0) return boundByHand;
      if (open.some(({ statement }) => !hasName(statement)))
        return { none: "a statement without a Sid, or with the Sid __proto__, can't be removed alone; use PutResourcePolicy" };
      const note = { note: "callers without a statement or an IAM policy of their own get 403" };
      return cure(
        lambdaFunctionUrlAuth.to({ ...lambdaFunctionUrlAuth.view(access), ...signed }, note),
        lambdaFunctionPermissions.to(withoutOpen(lambdaFunctionPermissions.view(access), open), note),
        // Last, since it is refused where what can't be undone is not allowed, and what comes after it would not be tried.
        lambdaFunctionUnaddablePermissions.to(withoutOpen(lambdaFunctionUnaddablePermissions.view(access), open), note),
      );
    },
  },
});
