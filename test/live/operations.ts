import type { IncomingHttpHeaders } from 'node:http';

// Which AWS operation a request on the wire is: from X-Amz-Target (JSON), Action= (query, EC2), or method, path and query (REST).

/** How a service spells requests, answers and errors. */
export type Protocol = 'json' | 'rest-json' | 'query' | 'ec2' | 's3' | 's3-control';

/** A request as it came in. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An AWS request, understood. */
export interface AwsRequest extends WireRequest {
  /** The SDK's id: `s3`, `s3-control`, `ec2`, `application-autoscaling`, ... */
  readonly service: string;
  /** `service:Operation` in the SDK's words: `s3:GetBucketEncryption`. */
  readonly operation: string;
  readonly protocol: Protocol;
  /** The Region that the request is signed for. */
  readonly region: string;
  readonly accessKeyId: string;
  /**
   * What was asked: the members of a JSON body, the form fields of a query (`RestorableByUser.1`), or the query string of a REST
   * request together with `Bucket`, `Key`, `Name` or `AccountId` from its path and headers.
   */
  readonly input: Readonly<Record<string, unknown>>;
}

interface Service {
  readonly id: string;
  readonly protocol: Protocol;
}

/** By the name that requests are signed for. */
const services: Readonly<Record<string, Service>> = {
  'access-analyzer': { id: 'accessanalyzer', protocol: 'rest-json' },
  account: { id: 'account', protocol: 'rest-json' },
  'application-autoscaling': { id: 'application-autoscaling', protocol: 'json' },
  backup: { id: 'backup', protocol: 'rest-json' },
  cloudformation: { id: 'cloudformation', protocol: 'query' },
  cloudtrail: { id: 'cloudtrail', protocol: 'json' },
  codebuild: { id: 'codebuild', protocol: 'json' },
  config: { id: 'config-service', protocol: 'json' },
  dlm: { id: 'dlm', protocol: 'rest-json' },
  dynamodb: { id: 'dynamodb', protocol: 'json' },
  ec2: { id: 'ec2', protocol: 'ec2' },
  ecs: { id: 'ecs', protocol: 'json' },
  glue: { id: 'glue', protocol: 'json' },
  iam: { id: 'iam', protocol: 'query' },
  kms: { id: 'kms', protocol: 'json' },
  lambda: { id: 'lambda', protocol: 'rest-json' },
  macie2: { id: 'macie2', protocol: 'rest-json' },
  monitoring: { id: 'cloudwatch', protocol: 'json' },
  organizations: { id: 'organizations', protocol: 'json' },
  rbin: { id: 'rbin', protocol: 'rest-json' },
  redshift: { id: 'redshift', protocol: 'query' },
  'redshift-serverless': { id: 'redshift-serverless', protocol: 'json' },
  s3: { id: 's3', protocol: 's3' },
  sagemaker: { id: 'sagemaker', protocol: 'json' },
  // The directory buckets of S3 Express: another signing name, the same API.
  s3express: { id: 's3', protocol: 's3' },
  sns: { id: 'sns', protocol: 'query' },
  sts: { id: 'sts', protocol: 'query' },
};

/** Sub-resources of a bucket, by the key of the query string; the operations are `Get…`, `Put…` and `Delete…` of these. */
const bucketResources: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

/** What a bucket has several of, each with an `id`. */
const configurations: Readonly<Record<string, string>> = {
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
};

/** `DELETE ?lifecycle` and `?tagging` are not named as their `GET`. */
const bucketDeletions: Readonly<Record<string, string>> = { BucketLifecycleConfiguration: 'BucketLifecycle' };

const verbs: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

const onBucket: Readonly<Record<string, string>> = { HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' };

const onObject: Readonly<Record<string, string>> = {
  HEAD: 'HeadObject',
  GET: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

type Identified = readonly [operation: string, input: Record<string, unknown>];

const identifyS3 = (method: string, path: string, query: URLSearchParams, signingName: string): Identified | null => {
  const [bucket = '', ...rest] = path.replace(/^\//, '').split('/');
  const Key = decodeURIComponent(rest.join('/').replace(/^\//, ''));
  const parameters = Object.fromEntries(query);
  if (bucket === '') {
    if (method !== 'GET') return null;
    return [signingName === 's3express' ? 'ListDirectoryBuckets' : 'ListBuckets', parameters];
  }
  const input = { ...parameters, Bucket: decodeURIComponent(bucket) };
  // The SDK adds `x-id`, which names the operation, to some requests: it tells nothing that the rest does not.
  const keys = [...query.keys()].filter((key) => key !== 'x-id');
  if (Key !== '') {
    if (keys.length === 1 && keys[0] === 'acl')
      return [method === 'PUT' ? 'PutObjectAcl' : 'GetObjectAcl', { ...input, Key }];
    const operation = onObject[method];
    return operation === undefined || keys.length > 0 ? null : [operation, { ...input, Key }];
  }
  if (keys.length === 0 && onBucket[method] !== undefined) return [onBucket[method], input];
  if (method === 'GET' && query.has('session')) return ['CreateSession', input];
  if (method === 'GET' && query.get('list-type') === '2') return ['ListObjectsV2', input];
  const configured = keys.map((name) => configurations[name]).find((name) => name !== undefined);
  if (configured !== undefined) {
    return [method === 'GET' && !query.has('id') ? `List${configured}s` : `${verbs[method]}${configured}`, input];
  }
  const [key, another] = keys.filter((name) => bucketResources[name] !== undefined);
  const verb = verbs[method];
  if (key === undefined || another !== undefined || verb === undefined) return null;
  const resource = bucketResources[key] as string;
  return [`${verb}${verb === 'Delete' ? (bucketDeletions[resource] ?? resource) : resource}`, input];
};

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
}

const route = (method: string, path: RegExp, operation: string): Route => ({ method, path, operation });

const controlRoutes: readonly Route[] = [
  route('GET', /^\/v20180820\/configuration\/publicAccessBlock$/, 'GetPublicAccessBlock'),
  route('PUT', /^\/v20180820\/configuration\/publicAccessBlock$/, 'PutPublicAccessBlock'),
  route('DELETE', /^\/v20180820\/configuration\/publicAccessBlock$/, 'DeletePublicAccessBlock'),
  route('GET', /^\/v20180820\/accesspoint$/, 'ListAccessPoints'),
  route('GET', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)$/, 'GetAccessPoint'),
  route('PUT', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)$/, 'CreateAccessPoint'),
  route('DELETE', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)$/, 'DeleteAccessPoint'),
  route('GET', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)\/policy$/, 'GetAccessPointPolicy'),
  route('PUT', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)\/policy$/, 'PutAccessPointPolicy'),
  route('GET', /^\/v20180820\/accesspoint\/(?<Name>[^/]+)\/policyStatus$/, 'GetAccessPointPolicyStatus'),
  route('GET', /^\/v20180820\/mrap\/instances$/, 'ListMultiRegionAccessPoints'),
  route('GET', /^\/v20180820\/mrap\/instances\/(?<Name>[^/]+)$/, 'GetMultiRegionAccessPoint'),
  route('GET', /^\/v20180820\/mrap\/instances\/(?<Name>[^/]+)\/policy$/, 'GetMultiRegionAccessPointPolicy'),
  route('GET', /^\/v20180820\/mrap\/instances\/(?<Name>[^/]+)\/policystatus$/, 'GetMultiRegionAccessPointPolicyStatus'),
  route('POST', /^\/v20180820\/async-requests\/mrap\/create$/, 'CreateMultiRegionAccessPoint'),
  route('POST', /^\/v20180820\/async-requests\/mrap\/put-policy$/, 'PutMultiRegionAccessPointPolicy'),
];

const restRoutes: Readonly<Record<string, readonly Route[]>> = {
  account: [
    route('POST', /^\/getAlternateContact$/, 'GetAlternateContact'),
    route('POST', /^\/putAlternateContact$/, 'PutAlternateContact'),
    route('POST', /^\/getContactInformation$/, 'GetContactInformation'),
  ],
  accessanalyzer: [
    route('GET', /^\/analyzer$/, 'ListAnalyzers'),
    route('GET', /^\/analyzer\/(?<Name>[^/]+)$/, 'GetAnalyzer'),
    route('POST', /^\/findingv2\/?$/, 'ListFindingsV2'),
  ],
  backup: [
    route('GET', /^\/resources\/?$/, 'ListProtectedResources'),
    route('GET', /^\/resources\/(?<ResourceArn>[^/]+)\/recovery-points\/?$/, 'ListRecoveryPointsByResource'),
    route('GET', /^\/backup\/plans\/?$/, 'ListBackupPlans'),
    route('GET', /^\/backup\/plans\/(?<BackupPlanId>[^/]+)\/selections\/?$/, 'ListBackupSelections'),
    route('GET', /^\/backup\/plans\/(?<BackupPlanId>[^/]+)\/selections\/(?<SelectionId>[^/]+)$/, 'GetBackupSelection'),
    route('GET', /^\/account-settings\/?$/, 'DescribeRegionSettings'),
    route('GET', /^\/backup-vaults\/?$/, 'ListBackupVaults'),
  ],
  dlm: [route('GET', /^\/policies\/?$/, 'GetLifecyclePolicies')],
  lambda: [
    route('GET', /^\/2015-03-31\/functions\/?$/, 'ListFunctions'),
    route('POST', /^\/2015-03-31\/functions\/?$/, 'CreateFunction'),
    route('GET', /^\/2015-03-31\/functions\/(?<Name>[^/]+)\/policy$/, 'GetPolicy'),
    route('POST', /^\/2015-03-31\/functions\/(?<Name>[^/]+)\/policy$/, 'AddPermission'),
    route('GET', /^\/2021-10-31\/functions\/(?<Name>[^/]+)\/urls$/, 'ListFunctionUrlConfigs'),
    route('POST', /^\/2021-10-31\/functions\/(?<Name>[^/]+)\/url$/, 'CreateFunctionUrlConfig'),
  ],
  rbin: [route('POST', /^\/list-rules$/, 'ListRules'), route('GET', /^\/rules\/(?<Identifier>[^/]+)$/, 'GetRule')],
  macie2: [
    route('GET', /^\/macie$/, 'GetMacieSession'),
    route('GET', /^\/administrator$/, 'GetAdministratorAccount'),
    route('GET', /^\/automated-discovery\/configuration$/, 'GetAutomatedDiscoveryConfiguration'),
    route('GET', /^\/classification-export-configuration$/, 'GetClassificationExportConfiguration'),
    route('GET', /^\/findings-publication-configuration$/, 'GetFindingsPublicationConfiguration'),
    route('POST', /^\/jobs\/list$/, 'ListClassificationJobs'),
    route('GET', /^\/findingsfilters$/, 'ListFindingsFilters'),
    route('GET', /^\/findingsfilters\/(?<Name>[^/]+)$/, 'GetFindingsFilter'),
    route('GET', /^\/allow-lists$/, 'ListAllowLists'),
    route('GET', /^\/allow-lists\/(?<Name>[^/]+)$/, 'GetAllowList'),
    route('POST', /^\/datasources\/s3$/, 'DescribeBuckets'),
    route('POST', /^\/findings$/, 'ListFindings'),
    route('POST', /^\/findings\/describe$/, 'GetFindings'),
  ],
};

const identifyRoute = (
  routes: readonly Route[],
  method: string,
  path: string,
  query: URLSearchParams,
): Identified | null => {
  for (const candidate of routes) {
    const match = candidate.method === method ? candidate.path.exec(path) : null;
    if (match === null) continue;
    const groups = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return [candidate.operation, { ...Object.fromEntries(query), ...Object.fromEntries(groups) }];
  }
  return null;
};

/** Together with the members of a JSON body. */
const withBody = (found: Identified | null, body: Buffer): Identified | null => {
  const text = body.toString('utf8');
  if (found === null || !text.startsWith('{')) return found;
  return [found[0], { ...(JSON.parse(text) as Record<string, unknown>), ...found[1] }];
};

const identifyTarget = (target: unknown, body: Buffer): Identified | null => {
  const operation = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  if (operation === undefined) return null;
  return [operation, body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Record<string, unknown>)];
};

const identifyAction = (body: Buffer): Identified | null => {
  const input = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  return input.Action === undefined ? null : [input.Action, input];
};

/** Says what a request asks, or `null` when it is none that is known: then the table here, or the request, is wrong. */
export const identify = (request: WireRequest): AwsRequest | null => {
  const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '');
  if (scope === null) return null;
  const [, accessKeyId = '', region = '', signingName = ''] = scope;
  const signed = services[signingName];
  if (signed === undefined) return null;
  const url = new URL(request.url, 'http://localhost');
  const control = signed.id === 's3' && url.pathname.startsWith('/v20180820/');
  const service: Service = control ? { id: 's3-control', protocol: 's3-control' } : signed;
  const { method, body } = request;
  const found = ((): Identified | null => {
    switch (service.protocol) {
      case 'json':
        return identifyTarget(request.headers['x-amz-target'], body);
      case 'query':
      case 'ec2':
        return identifyAction(body);
      case 's3':
        return identifyS3(method, url.pathname, url.searchParams, signingName);
      case 's3-control': {
        const identified = identifyRoute(controlRoutes, method, url.pathname, url.searchParams);
        const AccountId = request.headers['x-amz-account-id'];
        return identified && [identified[0], { ...identified[1], AccountId }];
      }
      case 'rest-json':
        return withBody(identifyRoute(restRoutes[service.id] ?? [], method, url.pathname, url.searchParams), body);
    }
  })();
  if (found === null) return null;
  const [name, input] = found;
  return {
    ...request,
    service: service.id,
    operation: `${service.id}:${name}`,
    protocol: service.protocol,
    region,
    accessKeyId,
    input,
  };
};
