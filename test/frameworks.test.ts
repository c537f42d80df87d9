import { describe, expect, it } from 'vitest';
import { shippedFrameworkFiles, shippedPolicyFiles } from '../scripts/policy-sources.ts';
import { filesBelow } from '../scripts/sources.ts';

// A misnamed policy fails here already: reading a framework refuses it.

const policies = shippedPolicyFiles().map(({ policy }) => policy);
const frameworks = shippedFrameworkFiles(policies);
const requirementsOf = (id: string) => frameworks.find((framework) => framework.id === id)?.requirements ?? [];

describe('the frameworks that ship', () => {
  it('are those that people ask for, each in a file of its name', () => {
    expect(frameworks.map(({ id }) => id)).toEqual([
      'aws-fsbp',
      'cis-aws',
      'hipaa',
      'ml-data-estate',
      'nist-800-53-r5',
      'pci-dss-4',
      'soc2',
    ]);
    expect(filesBelow('policies/frameworks')).toEqual(frameworks.map(({ id }) => `policies/frameworks/${id}.yaml`));
  });

  it.each(frameworks)('$id covers more than half of what it lists', ({ requirements }) => {
    const covered = requirements.filter(({ policies: named }) => named.length > 0).length;
    expect(covered / requirements.length).toBeGreaterThan(0.5);
  });

  it.each(frameworks)('$id lists requirements in the order in which people know them', ({ id, requirements }) => {
    // The frameworks of AWS are in the order of service and number; a number has no order where it is a name.
    if (id === 'ml-data-estate') return;
    const ids = requirements.map((requirement) => requirement.id);
    const byNumber = new Intl.Collator('en', { numeric: true }).compare;
    expect(ids).toEqual([...ids].sort(byNumber));
  });
});

describe('AWS Foundational Security Best Practices', () => {
  const controls = requirementsOf('aws-fsbp');

  it('points at the page and the paragraph of each control', () => {
    for (const { id, page } of controls) {
      const [service = '', number] = id.toLowerCase().split('.');
      const folder = 'https://docs.aws.amazon.com/securityhub/latest/userguide';
      expect(page).toBe(`${folder}/${service}-controls.html#${service}-${number}`);
    }
  });

  /** Why a policy refers to a control and does not decide it. */
  const contrasts = new Map([['iam-aws-managed-admin-policy-attached IAM.1', "IAM.1 leaves AWS's own policies out"]]);

  it('has the policies under a control that refer to it', () => {
    const missing = policies.flatMap((policy) =>
      controls
        .filter(({ page }) => page !== null && policy.references.includes(page))
        .filter(({ id, policies: named }) => !named.includes(policy.id) && !contrasts.has(`${policy.id} ${id}`))
        .map(({ id }) => `${policy.id} refers to ${id}: name it there in policies/frameworks/aws-fsbp.yaml`),
    );
    expect(missing).toEqual([]);
  });
});

describe('NIST SP 800-53', () => {
  // https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-7: what AWS relates to replication is recovery, not access.
  it('relates replication to recovery alone', () => {
    const related = requirementsOf('nist-800-53-r5')
      .filter(({ policies: named }) => named.includes('s3-bucket-cross-region-replication-enabled'))
      .map(({ id }) => id);
    expect(related).toEqual([
      'AU-9(2)',
      'CP-6',
      'CP-6(1)',
      'CP-6(2)',
      'CP-9',
      'CP-10',
      'SC-5(2)',
      'SC-36(2)',
      'SI-13(5)',
    ]);
  });
});
