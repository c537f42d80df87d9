import { compileCondition, testCondition } from '../condition.ts';
import type { PolicyDocument, Statement } from '../document.ts';

const KEY = 's3express:sessionmode';
const READ_WRITE = new Map([[KEY, ['ReadWrite']]]);

/**
 * What the policy of a directory bucket says of sessions that read and write, which are those that S3 opens first where no mode is
 * asked for: statements on other sessions are left out, and the others say nothing of the mode any more.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html
 */
export const ofWritingSessions = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  statements: document.statements.flatMap((statement): readonly Statement[] => {
    const { conditions } = statement;
    const asked = conditions.filter(({ key }) => key.toLowerCase() === KEY);
    const answers = asked.map((condition) => testCondition(compileCondition(condition, document.version), READ_WRITE));
    if (answers.includes('no')) return [];
    const settled = asked.filter((_, index) => answers[index] === 'yes');
    return [{ ...statement, conditions: conditions.filter((condition) => !settled.includes(condition)) }];
  }),
});
