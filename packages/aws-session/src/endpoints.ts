import type { Profile } from "./config-files.ts";
import type { SessionOptions } from "./options.ts";
import type { Environment } from "./surroundings.ts";

/** Where a service is to be asked instead of at AWS, by the SDK's service id; undefined for AWS itself. */
export type EndpointOf = (serviceId: string) => string | undefined;

/**
 * Finds endpoint overrides in AWS's order: the option, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's services section,
 * the profile (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). `ignoreConfiguredEndpoints` and
 * AWS's own ignore switches leave the option alone in force.
 */
export const endpointsFrom = (options: SessionOptions, environment: Environment, profile: Profile): EndpointOf => {
  const { endpointUrl } = options;
  if (endpointUrl !== undefined) return () => endpointUrl;
  if (options.ignoreConfiguredEndpoints || isIgnored(environment, profile)) return () => undefined;
  return (serviceId) => {
    const words = serviceId.split(" ").join("_");
    return (
      filled(environment[`AWS_ENDPOINT_URL_${words.toUpperCase()}`]) ??
      filled(environment["AWS_ENDPOINT_URL"]) ??
      filled(profile.services[`${words.toLowerCase()}.endpoint_url`]) ??
      filled(profile.settings["endpoint_url"])
    );
  };
};

const isIgnored = (environment: Environment, { settings }: Profile): boolean =>
  (environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] ?? settings["ignore_configured_endpoint_urls"])?.toLowerCase() === "true";

const filled = (text: string | undefined): string | undefined => (text === "" ? undefined : text);
