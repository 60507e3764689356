const secrets: readonly (readonly [RegExp, string])[] = [
  // Temporary and long-lived access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, "<access key>"],
  [/\b(?:FwoG|IQoJ)[A-Za-z0-9+/=_-]{40,}/g, "<session token>"],
  [
    /(secret(?:_?access_?key)?|password|session_?token|security_?token|access_?token|external_?id)(["']?\s*[:=]\s*["']?)[^\s"',}&]+/gi,
    "$1$2<secret>",
  ],
  [/(Signature=)[A-Za-z0-9%+/=]+/g, "$1<signature>"],
  [
    /(?<![A-Za-z0-9+/:._-])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g,
    "<secret>",
  ],
];

/** Takes access keys, session tokens, passwords and signatures out of a text that will be shown or stored. */
export const scrub = (text: string): string => secrets.reduce((left, [pattern, mark]) => left.replace(pattern, mark), text);
