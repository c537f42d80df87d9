import { parseDocument } from '../document.ts';
import type { PolicyKind, ResourceType } from './check.ts';
import { scanJson, skipSpace } from './json-scan.ts';
import { type Position, positionFinder } from './positions.ts';
import { guessKind, type ValidationFinding, validateDocument } from './validate.ts';

/** A finding with its place in the text. */
export interface PlacedFinding extends ValidationFinding, Position {}

/**
 * Validates the text of a policy document; its findings come in the order of the text. Never throws.
 *
 * @param kind where the policy is attached; null where what it says has to tell.
 * @param resourceType what a policy of a resource is attached to; where it is left out, the ARNs in it may say.
 */
export function checkPolicyDocument(
  text: string,
  kind: PolicyKind | null,
  resourceType?: ResourceType,
): readonly PlacedFinding[] {
  const findings = validateDocument(text, kind ?? guessKind(parseDocument(text)), resourceType);
  if (findings.length === 0) return [];
  const placeOf = placesIn(text, findings);
  return findings
    .map((finding) => ({ ...finding, ...placeOf(finding.path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.check < b.check ? -1 : a.check > b.check ? 1 : 0));
}

/** No part of a policy that means anything is deeper; to follow more would exhaust the stack. */
const MAX_DEPTH = 100;

function placesIn(text: string, findings: readonly ValidationFinding[]): (path: string) => Position {
  const { errorAt, depth } = scanJson(text);
  const whole = positionAt(text, errorAt ?? skipSpace(text, 0));
  if (errorAt !== null || depth > MAX_DEPTH || findings.every(({ path }) => path === '')) return () => whole;
  return positionFinder(text);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
