import { isIP } from "node:net";
import { beanstalkEnvironment } from "@plumbline/collectors/beanstalk_environment";
import { addressOf, edgesTo, hostOf } from "../parts.ts";
import { defineProjection } from "../projection.ts";
import { tagged } from "../tags.ts";

/**
 * An environment of Elastic Beanstalk is an application; CAR has no edge from one application to another. Its instances join it, its
 * application and its host name to assets; the address of an environment of one instance joins it too.
 *
 * An environment that AWS is terminating is gone: no later event would say so. One event may give the id, another the name.
 */
export const beanstalkEnvironmentInCar = defineProjection({
  of: beanstalkEnvironment,
  needs: ["tags"],
  followedBy: "events",
  project({ arn, name, description, application, cname, endpoint = "", status, tags }) {
    if (status === "Terminating" || status === "Terminated") return undefined;
    const addresses = isIP(endpoint) ? [endpoint] : [];
    return {
      vertices: [
        {
          collection: "application",
          row: {
            ...{ external_id: arn, name, app_type: "AWS Elastic Beanstalk environment", status, ...tagged(tags) },
            ...(description ? { description } : {}),
          },
        },
        ...(cname ? [hostOf(cname)] : []),
        ...addresses.map(addressOf),
      ],
      edges: edgesTo("application_ipaddress", arn, addresses),
      readFrom: [`${beanstalkEnvironment.type}/${name}`, `beanstalk_application/${application}`],
    };
  },
});
