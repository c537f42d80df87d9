import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import type { Answerer } from './answerer.ts';
import { amend, Raw } from './answerer.ts';
import { mapElements, mapEntries, textOf, withText } from './xml.ts';

// Time in IAM. In the emulator everything has just been made and nothing was ever used, and neither can be changed. This rewrites
// the moments in its answers, consistently in all operations that show them, and nothing else.

/** When things happened to a user or role. What is left out stays as the emulator says. */
export interface Age {
  readonly account: string;
  /** Its name; `role/` and the name for a role, of which only `created` is told. */
  readonly user: string;
  readonly created?: Date;
  readonly passwordLastUsed?: Date;
  readonly passwordLastChanged?: Date;
  /** In the order of their creation, as the credential report numbers them. */
  readonly keys?: readonly { readonly created: Date; readonly lastUsed?: Date }[];
}

/** A moment as the credential report writes it. */
export const reportTime = (moment: Date): string => moment.toISOString().replace(/\.\d{3}Z$/, '+00:00');

/** Changes columns of the rows of a credential report (CSV without quotes). */
export const editReport = (
  report: string,
  edit: (row: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): string => {
  const [header = '', ...lines] = report.trimEnd().split('\n');
  const columns = header.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    const row = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? 'N/A']));
    const edited = { ...row, ...edit(row) };
    return columns.map((column) => edited[column]).join(',');
  });
  return `${[header, ...rows].join('\n')}\n`;
};

/** Applies a change to the report inside an answer to GetCredentialReport. */
export const editReportAnswer = (xml: string, change: (report: string) => string): string => {
  const content = textOf(xml, 'Content');
  if (content === null) return xml; // A refusal: there is no report yet.
  return withText(xml, 'Content', Buffer.from(change(Buffer.from(content, 'base64').toString())).toString('base64'));
};

const columnsOf = (age: Age): Record<string, string> => {
  const columns: Record<string, string> = {};
  if (age.created) columns.user_creation_time = reportTime(age.created);
  if (age.passwordLastUsed) columns.password_last_used = reportTime(age.passwordLastUsed);
  if (age.passwordLastChanged) columns.password_last_changed = reportTime(age.passwordLastChanged);
  for (const [index, key] of (age.keys ?? []).entries()) {
    columns[`access_key_${index + 1}_last_rotated`] = reportTime(key.created);
    columns[`access_key_${index + 1}_last_used_date`] = key.lastUsed ? reportTime(key.lastUsed) : 'N/A';
  }
  return columns;
};

/** Rewrites the `<member>`s of a list by the user they name; `nth` counts the members of one user. */
const editMembers = (xml: string, edit: (member: string, user: string, nth: number) => string): string => {
  const seen = new Map<string, number>();
  return xml.replace(/<member>(?:(?!<member>)[\s\S])*?<\/member>/g, (member) => {
    const user = textOf(member, 'UserName');
    if (user === null) return member;
    const nth = seen.get(user) ?? 0;
    seen.set(user, nth + 1);
    return `<member>${edit(member.slice('<member>'.length, -'</member>'.length), user, nth)}</member>`;
  });
};

/**
 * Answerers that make the users look as old as said: in GetCredentialReport, GetAccountAuthorizationDetails, ListUsers,
 * ListAccessKeys and GetAccessKeyLastUsed.
 */
export const age = (ages: readonly Age[]): Readonly<Record<string, Answerer>> => {
  const find = (account: string, user: string): Age | undefined =>
    ages.find((candidate) => candidate.account === account && candidate.user === user);
  return {
    'iam:GetCredentialReport': amend((xml, { account }) =>
      editReportAnswer(xml, (report) =>
        editReport(report, ({ user = '' }) => {
          const found = find(account, user);
          return found ? columnsOf(found) : {};
        }),
      ),
    ),
    'iam:GetAccountAuthorizationDetails': amend((xml, { account }) => {
      const users = mapEntries(xml, 'UserDetailList', 'member', (user) => {
        const created = find(account, textOf(user, 'UserName') ?? '')?.created;
        return created ? withText(user, 'CreateDate', created.toISOString()) : user;
      });
      return mapEntries(users, 'RoleDetailList', 'member', (role) => {
        const created = find(account, `role/${textOf(role, 'RoleName') ?? ''}`)?.created;
        return created ? withText(role, 'CreateDate', created.toISOString()) : role;
      });
    }),
    'iam:ListUsers': amend((xml, { account }) =>
      editMembers(xml, (member, user) => {
        const found = find(account, user);
        const created = found?.created ? withText(member, 'CreateDate', found.created.toISOString()) : member;
        return found?.passwordLastUsed
          ? withText(created, 'PasswordLastUsed', found.passwordLastUsed.toISOString())
          : created;
      }),
    ),
    'iam:ListAccessKeys': amend((xml, { account }) =>
      editMembers(xml, (member, user, nth) => {
        const key = find(account, user)?.keys?.[nth];
        return key ? withText(member, 'CreateDate', key.created.toISOString()) : member;
      }),
    ),
    'iam:GetAccessKeyLastUsed': async (request, beyond) => {
      const answer = await beyond.forward();
      const xml = String(answer.body);
      const user = textOf(xml, 'UserName');
      const keys = user === null ? undefined : find(request.account, user)?.keys;
      if (user === null || keys === undefined) return new Raw(answer);
      // It is asked by key: the user's list says which one that is.
      const client = new IAMClient(beyond.direct());
      const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({ UserName: user }));
      client.destroy();
      const key = keys[AccessKeyMetadata.findIndex(({ AccessKeyId }) => AccessKeyId === request.input.AccessKeyId)];
      const inside = key?.lastUsed
        ? mapElements(xml, 'AccessKeyLastUsed', (used) =>
            [
              ['LastUsedDate', key.lastUsed?.toISOString() ?? ''],
              ['ServiceName', 's3'],
              ['Region', 'eu-central-1'],
            ].reduce((text, [name = '', value = '']) => withText(text, name, value), used),
          )
        : xml;
      return new Raw({ ...answer, body: inside });
    },
  };
};
