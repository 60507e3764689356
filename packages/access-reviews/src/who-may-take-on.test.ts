import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { expect, test } from "vitest";
import { whoMayTakeOn } from "./who-may-take-on.ts";

const trust = (...principals: unknown[]): PolicyText =>
  ({
    Statement: principals.map((Principal) => ({ Effect: "Allow", Action: "sts:AssumeRole", Principal })),
  }) as PolicyText;
const provider = (name: string) => `arn:aws:iam::111122223333:oidc-provider/${name}`;
const services = "taken on by services of AWS alone";
const programs = "taken on by programs of EKS or GitHub alone";
const rows: Record<string, [trust: PolicyText, others: string | "people"]> = {
  "an account": [trust({ AWS: "arn:aws:iam::111122223333:root" }), "people"],
  "a user": [trust({ AWS: ["arn:aws:iam::111122223333:user/ann"] }), "people"],
  everybody: [trust("*"), "people"],
  "all but somebody": [{ Statement: [{ Effect: "Allow", Action: "sts:*", NotPrincipal: { AWS: "x" } }] }, "people"],
  SAML: [trust({ Federated: "arn:aws:iam::111122223333:saml-provider/corp" }), "people"],
  "another OIDC provider": [trust({ Federated: provider("login.example.com") }), "people"],
  "a service": [trust({ Service: "lambda.amazonaws.com" }), services],
  "a service and an account": [trust({ Service: "lambda.amazonaws.com", AWS: "111122223333" }), "people"],
  "a service, and an account in another statement": [trust({ Service: "ec2.amazonaws.com" }, { AWS: "111122223333" }), "people"],
  "service accounts of EKS": [trust({ Federated: provider("oidc.eks.eu-west-1.amazonaws.com/id/ABC") }), programs],
  "workflows of GitHub": [trust({ Federated: provider("token.actions.githubusercontent.com") }), programs],
  "a provider that only looks like GitHub's": [
    trust({ Federated: provider("token.actions.githubusercontent.com.evil.example") }),
    "people",
  ],
  "an account that is denied": [{ Statement: [{ Effect: "Deny", Action: "sts:*", Principal: { AWS: "*" } }] }, services],
  "an account that only tags sessions": [
    { Statement: [{ Effect: "Allow", Action: ["sts:TagSession", "sts:SetSourceIdentity"], Principal: { AWS: "111122223333" } }] },
    services,
  ],
  "a text that is none": ["{", "people"],
};
test.each(Object.entries(rows))("%s", (_, [policy, expected]) => {
  const { people, others } = whoMayTakeOn(policy);
  expect(people ? "people" : others).toBe(expected);
});
