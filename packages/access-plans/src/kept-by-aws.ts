/** Roles that AWS keeps itself. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
const owners: readonly (readonly [path: RegExp, why: string])[] = [
  [/^\/aws-reserved\/sso\.amazonaws\.com\//, "Identity Center keeps the role; end its assignment there"],
  [/^\/aws-reserved\//, "AWS keeps the roles below /aws-reserved/; they can't be changed"],
  [/^\/aws-service-role\//, "a service of AWS keeps the role; it can't be changed, and ends with what uses it"],
];

/** Why a role can't be changed by its account; undefined when it can. */
export const keptByAws = (path: string): string | undefined => owners.find(([pattern]) => pattern.test(path))?.[1];
