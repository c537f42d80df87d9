import { reachesServices } from '../actions.ts';
import { type Wide, wideStatements } from '../administration.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { identityStatements } from '../identity-statements.ts';

/** What the documents of one place (identity, boundary, one SCP level) say of all resources. */
export interface Layer {
  readonly allows: readonly Wide[];
  readonly denies: readonly Wide[];
  readonly unclearAllow: boolean;
  readonly unclearDeny: boolean;
  /** How many patterns have to be held against every action. */
  readonly reaching: number;
}

/**
 * The statements of one place that speak of all resources, by effect. What is kept of a statement, or that it does not count, the
 * caller says.
 */
export function readLayer(
  documents: readonly PolicyDocument[],
  partition: string,
  keep: (statement: Statement, document: PolicyDocument) => Statement | null,
): Layer {
  const read = documents.map((document) =>
    identityStatements({
      ...document,
      statements: document.statements.flatMap((statement) => keep(statement, document) ?? []),
    }),
  );
  const allows = wideStatements(
    read.flatMap((one) => one.allows),
    partition,
  );
  const denies = wideStatements(
    read.flatMap((one) => one.denies),
    partition,
  );
  const patterns = [...allows, ...denies].flatMap(({ one }) => one.statement.actions ?? one.statement.notActions ?? []);
  return {
    allows,
    denies,
    unclearAllow: read.some(({ unclear }) => unclear.allow),
    unclearDeny: read.some(({ unclear }) => unclear.deny),
    reaching: patterns.filter(reachesServices).length,
  };
}
