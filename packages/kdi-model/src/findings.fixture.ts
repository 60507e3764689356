import { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";

export const now = new Date("2026-06-01T10:20:30.400Z");
export const arnOf = (name: string): string => `arn:aws:inspector2:eu-west-1:111111111111:finding/${name}`;

const times = {
  firstObservedAt: "2026-05-01T08:00:00.123Z",
  lastObservedAt: "2026-05-02T08:00:00.999Z",
  updatedAt: "2026-05-03T08:00:00.000Z",
};

export const resources = {
  instance: {
    ...{ type: "AWS_EC2_INSTANCE", id: "i-0a1", partition: "aws", region: "eu-west-1", tags: { Name: "web-1", env: "prod" } },
    details: {
      awsEc2Instance: {
        ...{ type: "t3.small", imageId: "ami-1", vpcId: "vpc-1", platform: "AMAZON_LINUX_2" },
        ipV4Addresses: ["10.0.0.4", "203.0.113.20"],
      },
    },
  },
  image: {
    ...{ type: "AWS_ECR_CONTAINER_IMAGE", id: `arn:aws:ecr:eu-west-1:111111111111:repository/shop/web/sha256:${"a".repeat(64)}` },
    ...{ partition: "aws", region: "eu-west-1" },
    details: {
      awsEcrContainerImage: {
        ...{ registry: "111111111111", repositoryName: "shop/web", imageHash: `sha256:${"a".repeat(64)}`, imageTags: ["v1", "latest"] },
        ...{ platform: "ALPINE_LINUX_3_8", architecture: "amd64" },
      },
    },
  },
  repository: { type: "AWS_ECR_REPOSITORY", id: "arn:aws:ecr:eu-west-1:111111111111:repository/shop/web", region: "eu-west-1" },
  lambda: {
    ...{ type: "AWS_LAMBDA_FUNCTION", id: "arn:aws:lambda:eu-west-1:111111111111:function:orders:$LATEST", tags: { team: "shop" } },
    details: { awsLambdaFunction: { functionName: "orders", runtime: "PYTHON_3_12", version: "$LATEST", packageType: "ZIP" } },
  },
  codeRepository: {
    ...{ type: "CODE_REPOSITORY", id: "project-77aa" },
    details: {
      codeRepository: {
        projectName: "shop/orders",
        integrationArn: "arn:aws:inspector2:eu-west-1:111111111111:codesecurity-integration/1",
        providerType: "GITHUB",
      },
    },
  },
  machineImage: {
    ...{ type: "MACHINE_IMAGE", id: "ami-0ab", partition: "aws", region: "eu-west-1" },
    details: { machineImage: { machineImageId: "ami-0ab", name: "base", ownerAccountId: "111111111111", platform: "UBUNTU_24_04" } },
  },
  azureVm: {
    ...{
      type: "Microsoft.Compute/virtualMachines",
      id: "/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm1",
    },
    ...{ provider: "AZURE", providerAccountId: "s1", region: "westeurope" },
    details: { vm: { vmName: "vm1", ipV4Addresses: ["10.0.0.4"], platform: "UBUNTU_22_04" } },
  },
  googleVm: {
    ...{ type: "compute.googleapis.com/Instance", id: "//compute.googleapis.com/projects/p1/zones/z/instances/7" },
    ...{ provider: "GCP", providerAccountId: "p1", region: "europe-west1", details: { vm: { vmName: "vm7" } } },
  },
  azureImage: {
    ...{ type: "Microsoft.ContainerRegistry/registry/containerImage", id: "/subscriptions/s1/registries/r/images/1" },
    ...{ provider: "AZURE", providerAccountId: "s1", region: "westeurope" },
    details: { image: { registry: "r.azurecr.io", repositoryName: "web", imageTags: ["v2"], imageDigest: `sha256:${"b".repeat(64)}` } },
  },
  googleImage: {
    ...{ type: "artifactregistry.googleapis.com/DockerImage", id: "//artifactregistry/p1/web", provider: "GCP", providerAccountId: "p1" },
    details: { image: { repositoryName: "web" } },
  },
  azureFunction: {
    ...{
      type: "Microsoft.Web/sites",
      id: "/subscriptions/s1/sites/orders",
      provider: "AZURE",
      providerAccountId: "s1",
      region: "westeurope",
    },
    details: { serverlessFunction: { serverlessFunctionName: "orders", runtime: "PYTHON_3_11" } },
  },
  googleFunction: {
    ...{ type: "cloudfunctions.googleapis.com/Function", id: "//cloudfunctions/p1/f", provider: "GCP", providerAccountId: "p1" },
    details: { serverlessFunction: { serverlessFunctionName: "f" } },
  },
  newer: { type: "AWS_TOASTER", id: "arn:aws:toaster:eu-west-1:111111111111:t/1", details: { awsToaster: { slots: 2 } } },
} as const;

export const bodies = {
  package: {
    ...{ type: "PACKAGE_VULNERABILITY", title: "CVE-2026-0001 - openssl", description: " A flaw in openssl.\n", inspectorScore: 7.5 },
    ...{ fixAvailable: "YES", exploitAvailable: "NO", epss: { score: 0.00043 } },
    remediation: { recommendation: { text: "None Provided" } },
    packageVulnerabilityDetails: {
      ...{ vulnerabilityId: "CVE-2026-0001", source: "NVD", sourceUrl: "https://nvd.nist.gov/vuln/detail/CVE-2026-0001" },
      relatedVulnerabilities: ["ALAS-2026-7", "CVE-2026-0002"],
      cvss: [{ baseScore: 7.5, scoringVector: "CVSS:3.1/AV:N", version: "3.1", source: "NVD" }],
      vulnerablePackages: [
        {
          name: "openssl",
          version: "3.0.13",
          epoch: 0,
          release: "1.amzn2",
          arch: "X86_64",
          packageManager: "OS",
          fixedInVersion: "0:3.0.14-1",
        },
      ],
    },
  },
  code: {
    ...{ type: "CODE_VULNERABILITY", title: "CWE-117,93 - Log injection", description: "Log entries can be forged." },
    remediation: { recommendation: { text: "Sanitize what is logged.", Url: "https://example.com/log-injection" } },
    codeVulnerabilityDetails: {
      ...{
        detectorId: "python/log-injection@v1.0",
        detectorName: "Log injection",
        cwes: ["CWE-93", "CWE-117"],
        ruleId: "python-log-injection",
      },
      filePath: { fileName: "a.py", filePath: "src/a.py", startLine: 3, endLine: 5 },
    },
  },
  network: {
    ...{ type: "NETWORK_REACHABILITY", title: "Port 22 is reachable from an Internet Gateway - TCP" },
    description: "On the instance i-0a1, the port range 22-22 is reachable from the InternetGateway igw-1.",
    remediation: { recommendation: { text: "Restrict access by security groups or ACLs." } },
    networkReachabilityDetails: {
      ...{ openPortRange: { begin: 22, end: 22 }, protocol: "TCP" },
      networkPath: {
        steps: [
          { componentId: "igw-1", componentType: "AWS::EC2::InternetGateway" },
          { componentId: "i-0a1", componentType: "AWS::EC2::Instance" },
        ],
      },
    },
  },
  newer: { type: "QUANTUM_VULNERABILITY", title: "Qubits decohere", description: "They do.", remediation: {} },
} as const;

/** A finding of one kind on one resource, with some fields said otherwise. */
export const findingOf = (body: keyof typeof bodies, resource: keyof typeof resources, fields: object = {}): InspectorFinding =>
  InspectorFinding.parse({
    ...{ findingArn: arnOf(`${body}-${resource}`), awsAccountId: "111111111111", status: "ACTIVE", severity: "HIGH" },
    ...{ ...times, ...bodies[body], resources: [resources[resource]], ...fields },
  });
