import { setTimeout as sleep } from 'node:timers/promises';
import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Static } from 'typebox';
import { given, instant, MissingInAnswer, shared } from '../live.ts';
import type { ActiveAccessKey } from './facets.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html

/** A line of the credential report: a user, or the root user. */
export class ReportRow {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
  }

  /**
   * The value of a column.
   * @throws MissingInAnswer where the report has no such column.
   */
  text(column: string): string {
    return given(this.#fields.get(column), `the column ${column} of the credential report`);
  }

  /**
   * Whether a column says true.
   * @throws MissingInAnswer where it says neither true nor false.
   */
  flag(column: string): boolean {
    const value = this.text(column).toLowerCase();
    if (value !== 'true' && value !== 'false') {
      throw new MissingInAnswer(`the column ${column} of the credential report is neither true nor false`);
    }
    return value === 'true';
  }

  /** A column's value, `null` where the report says that there is none. */
  optional(column: string): string | null {
    const value = this.text(column);
    return noValue.has(value) ? null : value;
  }

  /**
   * A column's moment, `null` where the report says that there is none.
   * @throws MissingInAnswer where it is not a time.
   */
  moment(column: string): string | null {
    const value = this.optional(column);
    if (value === null) return null;
    const time = new Date(value);
    if (Number.isNaN(time.getTime()))
      throw new MissingInAnswer(`the column ${column} of the credential report is not a time`);
    return instant(time);
  }

  /** Whether the user has more keys or certificates than the report has columns for. Older reports lack the column. */
  get hasMore(): boolean {
    return !noValue.has(this.#fields.get('additional_credentials_info') ?? '');
  }

  /** The keys that are active. */
  get activeAccessKeys(): Static<typeof ActiveAccessKey>[] {
    return keySlots
      .filter((slot) => this.flag(`access_key_${slot}_active`))
      .map((slot) => ({
        slot,
        rotatedAt: given(this.moment(`access_key_${slot}_last_rotated`), `when access key ${slot} was made`),
        lastUsedAt: this.moment(`access_key_${slot}_last_used_date`),
        lastUsedRegion: this.optional(`access_key_${slot}_last_used_region`),
        lastUsedService: this.optional(`access_key_${slot}_last_used_service`),
      }));
  }

  /** When the X.509 signing certificates that are active were uploaded, in order. */
  get activeCertificates(): string[] {
    return [1, 2]
      .filter((slot) => this.flag(`cert_${slot}_active`))
      .map((slot) => given(this.moment(`cert_${slot}_last_rotated`), `when certificate ${slot} was uploaded`))
      .sort();
  }

  /** How many X.509 signing certificates are active. */
  get activeSigningCertificates(): number {
    return [1, 2].filter((slot) => this.flag(`cert_${slot}_active`)).length;
  }
}

/** The report's words for "there is none". */
const noValue: ReadonlySet<string> = new Set(['', 'N/A', 'no_information', 'not_supported']);

/** The access keys that the report has columns for. */
export const keySlots: readonly number[] = [1, 2];

/** The credential report of an account. */
export interface CredentialReport {
  /** When AWS made it: up to four hours ago. */
  readonly generatedAt: string;
  /** By ARN, the root user among them. */
  readonly rows: ReadonlyMap<string, ReportRow>;
}

/** Waits between the questions whether the report is ready, in milliseconds: two minutes in all. */
const waits = [500, 1000, 1500, 2000, ...Array.from({ length: 23 }, () => 5000)];

/**
 * The credential report: AWS makes one at most every four hours and hands out the last one in between. Where it is not ready after two
 * minutes, AWS's own refusal (`ReportInProgress`) says so.
 */
export const credentialReport = shared(
  ['iam:GetCredentialReport', 'iam:GenerateCredentialReport'],
  IAMClient,
  async (client): Promise<CredentialReport> => {
    for (const wait of waits) {
      const { State } = await client.send(new GenerateCredentialReportCommand({}));
      if (State === 'COMPLETE') break;
      await sleep(wait);
    }
    const { Content, GeneratedTime } = await client.send(new GetCredentialReportCommand({}));
    const text = Buffer.from(given(Content, 'the credential report')).toString('utf8');
    return { generatedAt: instant(given(GeneratedTime, 'when the report was made')), rows: readRows(text) };
  },
);

/**
 * The rows of a credential report by ARN.
 * @throws MissingInAnswer where a row has other columns than the header: whose values they are cannot be told.
 */
export const readRows = (text: string): Map<string, ReportRow> => {
  const [header = [], ...lines] = parseCsv(text);
  const rows = new Map<string, ReportRow>();
  for (const line of lines) {
    if (line.length !== header.length) {
      throw new MissingInAnswer(
        `a row of the credential report has ${line.length} columns, and the header ${header.length}`,
      );
    }
    const row = new ReportRow(new Map(header.map((column, index) => [column, line[index] as string])));
    rows.set(row.text('arn'), row);
  }
  return rows;
};

/**
 * The records of a CSV text by RFC 4180: a field in double quotes may hold commas (IAM user names do), line breaks and doubled quotes.
 * Empty lines are left out.
 */
export const parseCsv = (text: string): string[][] => {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endRecord = (): void => {
    record.push(field);
    if (record.length > 1 || field !== '') records.push(record);
    record = [];
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\n') endRecord();
    else if (character !== '\r') field += character;
  }
  endRecord();
  return records;
};
