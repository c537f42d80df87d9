import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, ReportRow, readRows } from '../../../src/resources/iam/credential-report.ts';
import { MissingInAnswer } from '../../../src/resources/live.ts';

const row = (fields: Record<string, string>): ReportRow => new ReportRow(new Map(Object.entries(fields)));

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('the CSV of a credential report', () => {
  it('gives back any fields that were quoted', () => {
    const records = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n'), fc.boolean(), (list, end, last) => {
        const text = list.map((record) => record.map(quote).join(',')).join(end) + (last ? end : '');
        expect(parseCsv(text)).toEqual(list);
      }),
    );
  });

  it('gives back plain fields, empty ones too', () => {
    expect(parseCsv('user,arn,info\nalice,arn:aws,\n')).toEqual([
      ['user', 'arn', 'info'],
      ['alice', 'arn:aws', ''],
    ]);
  });

  it('is read into rows by ARN', () => {
    const rows = readRows('user,arn,mfa_active\n<root_account>,arn:root,TRUE\n"a,b","arn:user/a,b",false');
    expect([...rows.keys()]).toEqual(['arn:root', 'arn:user/a,b']);
    expect(rows.get('arn:root')?.flag('mfa_active')).toBe(true);
    expect(rows.get('arn:user/a,b')?.flag('mfa_active')).toBe(false);
  });

  it('is refused as a whole where a row does not fit the header', () => {
    expect(() => readRows('user,arn\nalice,arn:user/alice,extra')).toThrow(MissingInAnswer);
  });
});

describe('a row of a credential report', () => {
  it.each(['N/A', 'no_information', 'not_supported', ''])('has no moment where the report says %j', (text) => {
    expect(row({ password_last_used: text }).moment('password_last_used')).toBeNull();
  });

  it('has moments in UTC to the second', () => {
    expect(row({ at: '2026-01-31T11:00:00+01:00' }).moment('at')).toBe('2026-01-31T10:00:00Z');
  });

  it('refuses a moment that is none, a flag that is neither true nor false, and a column that is not there', () => {
    expect(() => row({ at: 'yesterday' }).moment('at')).toThrow(MissingInAnswer);
    expect(() => row({ password_enabled: 'not_supported' }).flag('password_enabled')).toThrow(MissingInAnswer);
    expect(() => row({}).flag('mfa_active')).toThrow(MissingInAnswer);
  });

  it('leaves out keys that are not active, though the report may know when they were made', () => {
    const slot = (number: number, active: string, rotated: string) => ({
      [`access_key_${number}_active`]: active,
      [`access_key_${number}_last_rotated`]: rotated,
      [`access_key_${number}_last_used_date`]: 'N/A',
      [`access_key_${number}_last_used_region`]: 'N/A',
      [`access_key_${number}_last_used_service`]: 'N/A',
    });
    const fields = { ...slot(1, 'false', '2020-01-01T00:00:00Z'), ...slot(2, 'true', '2021-01-01T00:00:00Z') };
    expect(row(fields).activeAccessKeys).toEqual([
      { slot: 2, rotatedAt: '2021-01-01T00:00:00Z', lastUsedAt: null, lastUsedRegion: null, lastUsedService: null },
    ]);
    const lacking = { ...fields, access_key_2_last_rotated: 'N/A' };
    expect(() => row(lacking).activeAccessKeys).toThrow(MissingInAnswer);
  });

  it('says whether there are more credentials than columns', () => {
    expect(row({}).hasMore).toBe(false);
    expect(row({ additional_credentials_info: 'N/A' }).hasMore).toBe(false);
    expect(row({ additional_credentials_info: '1 more, see ListAccessKeys' }).hasMore).toBe(true);
  });
});
