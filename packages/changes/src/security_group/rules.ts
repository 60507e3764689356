import { defineChange } from "@plumbline/audit-kit/define";
import { IngressRule } from "@plumbline/collectors/facts/security-group";
import { securityGroup } from "@plumbline/collectors/security_group";
import { z } from "zod";

/** Sets the ingress rules of a security group, with their descriptions and tags. */
export const securityGroupRules = defineChange({
  name: "security_group/rules",
  title: "Set the group's ingress rules",
  on: securityGroup,
  aspect: "rules",
  state: z.array(IngressRule),
  iam: ["ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags", "ec2:RevokeSecurityGroupIngress"],
  undo: "restore",
  anew: ["ruleIds"],
  view: ({ rules }) => rules,
  set: (value, rules) => ({ ...value, rules }),
});
