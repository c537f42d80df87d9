import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { expiredCertificate } from './certificates.ts';
import { given, home, prod, rootOf, type Site, sandbox, using } from './site.ts';

// How identities are looked after: who signs in how, with what, and whether anybody reads what is found.

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** Metadata of an identity provider whose certificate has expired. */
const oldMetadata = (): string => {
  const certificate = expiredCertificate.replace(/-----[A-Z ]+-----/g, '').trim();
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://old.example.com/${'x'.repeat(1000)}">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
  <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo>
  </KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`;
};

const makePolicy = async (client: IAMClient, PolicyName: string, statement: object, Description?: string) => {
  const described = Description === undefined ? {} : { Description };
  const PolicyDocument = document({ Effect: 'Allow', Resource: '*', ...statement });
  const made = await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument, ...described }));
  return given(made.Policy?.Arn, 'a policy ARN');
};

/** After the users, roles and policies of the estate. */
export const fillIdentities = async (site: Site): Promise<void> => {
  const { expect } = site;
  const of = (account: string, name: string): string => `arn:aws:iam::${account}:${name}`;
  await using(new IAMClient(site.at(prod, 'us-east-1')), async (client) => {
    const AssumeRolePolicyDocument = document({
      Effect: 'Allow',
      Principal: { AWS: rootOf(prod) },
      Action: 'sts:AssumeRole',
    });
    const role = { RoleName: 'security-audit', Tags: [{ Key: 'team', Value: 'security' }] };
    await client.send(new CreateRoleCommand({ ...role, AssumeRolePolicyDocument }));
    const PolicyArn = 'arn:aws:iam::aws:policy/SecurityAudit';
    await client.send(new AttachRolePolicyCommand({ RoleName: 'security-audit', PolicyArn }));
    const described = await makePolicy(client, 'catalog-read', { Action: 'glue:GetTable' }, 'Reads the catalog');
    expect.pass('iam-policy-description', described);
    await client.send(new CreateSAMLProviderCommand({ Name: 'old', SAMLMetadataDocument: oldMetadata() }));
  });
  await using(new IAMClient(site.at(sandbox, 'us-east-1')), async (client) => {
    const misspelt = await makePolicy(client, 'misspelt', { Action: 's3:GetObjects' });
    for (const policy of ['iam-policy-validation', 'iam-policy-description', 'iam-policy-in-use'])
      expect.fail(policy, misspelt);
  });
  for (const policy of ['iam-securityaudit-role-created', 'iam-unused-access-analyzer-enabled']) {
    expect.pass(policy, rootOf(prod));
    expect.fail(policy, rootOf(sandbox));
  }
  expect.pass('iam-identity-provider-exists', rootOf(prod));
  expect.pass('iam-tags', of(prod, 'role/security-audit'), of(prod, 'user/ada'));
  expect.fail('iam-tags', of(prod, 'role/training'));
  expect.pass('iam-saml-provider-metadata-valid', of(prod, 'saml-provider/workforce'));
  expect.fail('iam-saml-provider-metadata-valid', of(prod, 'saml-provider/old'));
  const readData = of(prod, 'policy/training-data-read');
  for (const policy of ['validation', 'in-use', 'no-wildcard-marketplace-subscribe'])
    expect.pass(`iam-policy-${policy}`, readData);
  expect.fail('iam-policy-no-wildcard-marketplace-subscribe', of(sandbox, 'policy/everything'));
  expect.pass('iam-user-no-initial-access-key', of(prod, 'user/ada'));
  expect.fail('iam-user-no-initial-access-key', of(prod, 'user/joan'));
  expect.pass('iam-user-federated-access', of(prod, 'user/ci-deployer'));
  expect.fail('iam-user-federated-access', of(sandbox, 'user/bob'));
  expect.fail('iam-user-hardware-mfa', of(sandbox, 'user/bob'));
  expect.pass('iam-user-service-specific-credentials', of(prod, 'user/ada'));
  expect.fail('iam-user-service-specific-credentials', of(sandbox, 'user/bob'));
  expect.pass('iam-user-temporary-credentials', of(prod, 'user/ci-deployer'));
  expect.fail('iam-user-temporary-credentials', of(sandbox, 'user/legacy-etl'));
  expect.pass('iam-stale-service-permissions', of(prod, 'user/ada'));
  expect.fail('iam-stale-service-permissions', of(sandbox, 'user/bob'));
  const organization = (account: string): string => `arn:aws:organizations::${account}:organization`;
  expect.pass('iam-root-credentials-management-enabled', organization(prod));
  expect.fail('iam-root-credentials-management-enabled', organization(sandbox));
  const analyzer = (region: string): string => `arn:aws:access-analyzer:${region}:${prod}:analyzer/external-access`;
  expect.pass('iam-access-analyzer-without-findings', analyzer(home));
  expect.fail('iam-access-analyzer-without-findings', analyzer('us-east-1'));
};
