import { isIP } from "node:net";
import type { Edge } from "@plumbline/car-client/edges";
import { beanstalkEnvironment } from "@plumbline/collectors/beanstalk_environment";
import type { Vertex } from "../contribution.ts";
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
    const hostNames: Vertex[] = cname ? [{ collection: "hostname", row: { _key: cname, host_name: cname } }] : [];
    const addresses: Vertex[] = isIP(endpoint) ? [{ collection: "ipaddress", row: { _key: endpoint } }] : [];
    const edges: Edge[] = isIP(endpoint) ? [{ collection: "application_ipaddress", from: arn, to: endpoint }] : [];
    return {
      vertices: [
        {
          collection: "application",
          row: {
            ...{ external_id: arn, name, app_type: "AWS Elastic Beanstalk environment", status, ...tagged(tags) },
            ...(description ? { description } : {}),
          },
        },
        ...hostNames,
        ...addresses,
      ],
      edges,
      readFrom: [`${beanstalkEnvironment.type}/${name}`, `beanstalk_application/${application}`],
    };
  },
});
