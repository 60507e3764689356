import { FailureKind } from "@plumbline/finding-model/failure";

const codes: Readonly<Partial<Record<FailureKind, readonly string[]>>> = {
  denied: [
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedFault",
    "AccessDeniedForDependencyException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "AuthorizationNotFoundException",
    "Client.UnauthorizedOperation",
    "ForbiddenException",
    "InsufficientPrivilegesException",
    "NotAuthorized",
    "NotAuthorizedException",
    "UnauthorizedAccess",
    "UnauthorizedException",
    "UnauthorizedOperation",
    "AllAccessDisabled",
    "AccountProblem",
    "AccountNotManagementOrDelegatedAdministrator",
    "AccountNotManagementOrDelegatedAdministratorException",
    "Forbidden",
  ],
  "region-disabled": ["OptInRequired", "RegionDisabledException", "RegionDisabled"],
  expired: ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "ExpiredTokenFault", "TokenExpired"],
  throttled: [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "Throttling.Rate",
    "Throttling.User",
    "TooManyRequests",
    "TooManyRequestsException",
  ],
  "timed-out": [
    "TimeoutError",
    "RequestTimeout",
    "RequestTimeoutException",
    "RequestTimedOutException",
    "ETIMEDOUT",
    "ESOCKETTIMEDOUT",
    "AbortError",
  ],
  network: [
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "EAI_AGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "EPROTO",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "NetworkingError",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ],
  unsupported: [
    "EndpointError",
    "InvalidAction",
    "NotImplemented",
    "OperationNotSupportedException",
    "SubscriptionRequiredException",
    "UnknownEndpoint",
    "UnknownOperation",
    "UnknownOperationException",
    "UnsupportedOperation",
    "UnsupportedOperationException",
  ],
};

const kindByCode: ReadonlyMap<string, FailureKind> = new Map(
  FailureKind.options.flatMap((kind) => (codes[kind] ?? []).map((code): [string, FailureKind] => [code, kind])),
);

/** What AWS's (or Node's) own name of an error means, or undefined when the name alone does not say. */
export const kindOfCode = (code: string): FailureKind | undefined => kindByCode.get(code);

/** Names by which AWS says that it does not know the credentials: unknown, deleted, of another partition, or of a region that is off. */
export const isUnknownCredential = (code: string): boolean => unknownCredential.has(code);
const unknownCredential = new Set([
  "AuthFailure",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidToken",
  "InvalidSecurity",
]);
