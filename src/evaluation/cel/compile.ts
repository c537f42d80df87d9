import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import { nearest } from '../../model/nearest.ts';
import { type Constant, type Expression, makeExpression, type Program } from './expression.ts';
import { compilePattern } from './pattern.ts';
import type { Scope, ScopeNode } from './scope.ts';
import { type CelType, describeType, listOf, plain, text } from './types.ts';

/** A mistake in an expression: `offset` counts characters from the expression's start. */
export class ExpressionError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** An expression that type-checks. */
export interface Compiled extends Expression {
  readonly type: CelType;
  /** Every fact that it may read. */
  readonly facts: ReadonlySet<string>;
  /** Facts known to be not null where the expression is true, for expressions that follow it. */
  readonly whenTrue: ReadonlySet<string>;
  /** What is run, as JSON. */
  readonly program: () => Program;
}

/** Compiled code of one node. `open`: it may be `undefined`, since it rests on a fact. */
interface Code {
  readonly js: string;
  readonly type: CelType;
  readonly open: boolean;
  /** The name of what is read (`resource.tags`), where it is a plain path: what guards are remembered by. */
  readonly path?: string | undefined;
  /** Paths that are not null, or map keys that are there, where this is true; and where it is false. */
  readonly whenTrue?: ReadonlySet<string>;
  readonly whenFalse?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const bool = plain('bool');
const union = (a: ReadonlySet<string> = none, b: ReadonlySet<string> = none): ReadonlySet<string> =>
  a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);

/**
 * Parses, type-checks and compiles a CEL expression to JavaScript.
 *
 * The subset is what also means the same in SQL: field access, comparison, `&&` `||` `!`, ternary, `in`, `size`, `startsWith`,
 * `endsWith`, `contains`, `matches`, `has`, `exists`, `all`, `exists_one`, `filter`, `map`, and arithmetic on numbers and times.
 * Within it nothing can fail at run time: reading into a value that may be null or a key that may be missing is refused here,
 * so that all that is left is true, false and unknown.
 *
 * @throws ExpressionError with the place of the mistake.
 */
export const compileExpression = (source: string, scope: Scope, given: ReadonlySet<string> = none): Compiled => {
  let ast: ASTNode;
  try {
    ast = parse(source).ast;
  } catch (error) {
    if (error instanceof ParseError) throw new ExpressionError(error.summary.toLowerCase(), error.range?.start ?? 0);
    throw error;
  }
  const plainly = new Compiler(scope, false);
  const code = plainly.compile(ast, given);
  let made: Program | undefined;
  const program = (): Program => {
    if (made === undefined) {
      const traced = new Compiler(scope, true);
      const trace = traced.write(traced.compile(ast, given));
      made = { run: plainly.write(code), trace, constants: plainly.constants };
    }
    return made;
  };
  const { type, whenTrue = none } = code;
  return { type, facts: plainly.facts, whenTrue, program, ...makeExpression(program, compilePattern) };
};

/** As deep as the parser lets brackets nest; a chain of `&&` nests as deep as it is long. */
const deepest = 250;

class Compiler {
  readonly facts = new Set<string>();
  readonly constants: Constant[] = [];
  readonly #variables = new Map<string, Code>();
  readonly #scope: Scope;
  readonly #traced: boolean;
  #temps = 0;
  #locals = 0;
  #depth = 0;

  constructor(scope: Scope, traced: boolean) {
    this.#scope = scope;
    this.#traced = traced;
  }

  /** The body of a function that gives the value. */
  write(code: Code): string {
    const temps = Array.from({ length: this.#temps }, (_, index) => `t${index}`);
    return `${temps.length > 0 ? `let ${temps.join(',')};` : ''}return ${code.js};`;
  }

  compile(node: ASTNode, guards: ReadonlySet<string>): Code {
    if (this.#depth === deepest)
      throw refuse(node, `nested deeper than ${deepest} levels: make several policies of it`);
    this.#depth++;
    const code = this.#compile(node, guards);
    this.#depth--;
    return code;
  }

  #compile(node: ASTNode, guards: ReadonlySet<string>): Code {
    switch (node.op) {
      case 'value':
        return this.#literal(node, node.args);
      case 'id':
        return this.#guard(this.#identifier(node, node.args), guards);
      case '.':
        return this.#select(node, node.args[0], node.args[1], guards);
      case '[]':
        return this.#index(node, node.args[0], node.args[1], guards);
      case '&&':
      case '||':
        return this.#logic(node.op, node.args[0], node.args[1], guards);
      case '!_':
        return this.#not(node.args, guards);
      case '-_':
        return this.#negate(node.args, guards);
      case '?:':
        return this.#ternary(node, node.args, guards);
      case '==':
      case '!=':
        return this.#equality(node, node.op, node.args[0], node.args[1], guards);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#ordering(node, node.op, node.args[0], node.args[1], guards);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#arithmetic(node, node.op, node.args[0], node.args[1], guards);
      case 'in':
        return this.#membership(node, node.args[0], node.args[1], guards);
      case 'list':
        return this.#list(node, node.args, guards);
      case 'call':
        return this.#call(node, node.args[0], node.args[1], guards);
      case 'rcall':
        return this.#method(node, node.args[0], node.args[1], node.args[2], guards);
      case '.?':
      case '[?]':
      case 'map':
        throw refuse(node, `\`${node.op === 'map' ? '{…}' : node.op}\` is not part of the policy language`);
      default:
        throw refuse(node, 'this is not part of the policy language');
    }
  }

  #temp(): string {
    return `t${this.#temps++}`;
  }

  /** Applies a strict operator: unknown in, unknown out. */
  #strict(operands: readonly Code[], type: CelType, write: (...names: string[]) => string): Code {
    const open = operands.some((operand) => operand.open);
    if (!open) return { js: `(${write(...operands.map(({ js }) => js))})`, type, open };
    const names = operands.map((operand) => (operand.open ? this.#temp() : operand.js));
    const tests = operands.flatMap((operand, index) =>
      operand.open ? [`(${names[index]}=${operand.js})===undefined`] : [],
    );
    return { js: `(${tests.join('||')}?undefined:${write(...names)})`, type, open };
  }

  #literal(node: ASTNode, value: unknown): Code {
    if (typeof value === 'bigint') {
      if (!Number.isSafeInteger(Number(value))) throw refuse(node, 'this number is too large');
      return { js: String(value), type: plain('int'), open: false };
    }
    if (typeof value === 'number') return { js: String(value), type: plain('double'), open: false };
    if (typeof value === 'boolean') return { js: String(value), type: bool, open: false };
    if (typeof value === 'string') return { js: JSON.stringify(value), type: text, open: false };
    if (value === null) return { js: 'null', type: plain('null'), open: false };
    throw refuse(node, 'this literal is not part of the policy language');
  }

  #identifier(node: ASTNode, name: string): Code {
    const variable = this.#variables.get(name);
    if (variable) return variable;
    if (name === 'now') return { js: 'N', type: plain('timestamp'), open: false };
    if (name === 'resource' || name === 'params')
      throw refuse(node, `\`${name}\` is not a value: name one of its members`);
    const names = ['resource', 'params', 'now', ...this.#variables.keys()];
    throw refuse(node, `unknown name \`${name}\`${suggest(name, names)}`);
  }

  #select(node: ASTNode, target: ASTNode, field: string, guards: ReadonlySet<string>): Code {
    const scoped = this.#scoped(node);
    if (scoped) return this.#guard(scoped, guards);
    const parent = this.compile(target, guards);
    this.#refuseNull(target, parent);
    if (parent.type.kind !== 'object') {
      const hint = parent.type.kind === 'map' ? `; write \`["${field}"]\`` : '';
      throw refuse(
        node,
        `\`.${field}\` of a ${describeType(parent.type)}: it has no fields${hint}`,
        fieldOffset(node, field),
      );
    }
    const type = Object.hasOwn(parent.type.fields, field) ? parent.type.fields[field] : undefined;
    if (type === undefined) {
      throw refuse(
        node,
        `unknown field \`${field}\`${suggest(field, Object.keys(parent.type.fields))}`,
        fieldOffset(node, field),
      );
    }
    const read = this.#strict([parent], type, (value) => decode(type, `${value}.${field}`));
    return this.#guard({ ...read, path: parent.path === undefined ? undefined : `${parent.path}.${field}` }, guards);
  }

  /** A path that begins with `resource` or `params`: a fact, a field of the envelope, or a parameter. */
  #scoped(node: ASTNode): Code | null {
    const names: string[] = [];
    let root: ASTNode = node;
    while (root.op === '.') {
      names.unshift(root.args[1]);
      root = root.args[0];
    }
    if (root.op !== 'id' || this.#variables.has(root.args)) return null;
    if (root.args === 'params') {
      const [name = ''] = names;
      if (names.length > 1) return null;
      const type = Object.hasOwn(this.#scope.params, name) ? this.#scope.params[name] : undefined;
      if (type === undefined) {
        const known = Object.keys(this.#scope.params);
        throw refuse(node, `unknown parameter \`${name}\`${suggest(name, known)}`, fieldOffset(node, name));
      }
      return { js: `P.${name}`, type, open: false, path: `params.${name}` };
    }
    if (root.args !== 'resource') return null;
    let members = this.#scope.resource;
    for (const [depth, name] of names.entries()) {
      const found: ScopeNode | undefined = members.get(name);
      if (found === undefined) {
        const where =
          depth === 0
            ? this.#scope.resourceType
            : `\`${names.slice(0, depth).join('.')}\` of ${this.#scope.resourceType}`;
        throw refuse(
          node,
          `unknown field \`${name}\` on ${where}${suggest(name, [...members.keys()])}`,
          this.#offsetOf(node, names.length - depth - 1),
        );
      }
      if (found.kind === 'facet') {
        members = found.members;
        continue;
      }
      // The rest of the path reads into the value: leave it to `#select`, which comes back here with a shorter path.
      if (depth < names.length - 1) return null;
      const path = `resource.${names.join('.')}`;
      if (found.kind === 'envelope')
        return { js: decode(found.type, `R.${found.field}`), type: found.type, open: false, path };
      this.facts.add(found.path);
      const key = JSON.stringify(found.path);
      const raw = this.#traced ? `(T(${key}),F[${key}])` : `F[${key}]`;
      if (found.type.kind !== 'timestamp') return { js: raw, type: found.type, open: true, path };
      return {
        ...this.#strict([{ js: raw, type: found.type, open: true }], found.type, (value) => decode(found.type, value)),
        path,
      };
    }
    throw refuse(
      node,
      `\`resource.${names.join('.')}\` is a group of facts: name one of ${[...members.keys()].join(', ')}`,
    );
  }

  #offsetOf(node: ASTNode, up: number): number {
    let at: ASTNode = node;
    for (let step = 0; step < up && at.op === '.'; step++) at = at.args[0];
    return at.op === '.' ? fieldOffset(at, at.args[1]) : at.start;
  }

  /** A value that a guard has shown to be there is not nullable any more. */
  #guard(code: Code, guards: ReadonlySet<string>): Code {
    return code.type.nullable && code.path !== undefined && guards.has(code.path)
      ? { ...code, type: { ...code.type, nullable: false } }
      : code;
  }

  #refuseNull(node: ASTNode, { type, path }: Code): void {
    if (!type.nullable) return;
    const shown = path?.replace(/#v\d+/, '') ?? 'it';
    throw refuse(node, `${path ? `\`${shown}\`` : 'this'} may be null here: guard it, as in \`${shown} != null && …\``);
  }

  #index(node: ASTNode, target: ASTNode, key: ASTNode, guards: ReadonlySet<string>): Code {
    const parent = this.compile(target, guards);
    this.#refuseNull(target, parent);
    if (parent.type.kind !== 'map' || key.op !== 'value' || typeof key.args !== 'string') {
      throw refuse(node, 'only a map can be indexed, by a literal key; ask a list with `exists`, `all` or `filter`');
    }
    const literal = JSON.stringify(key.args);
    const path = parent.path === undefined ? undefined : `${parent.path}[${literal}]`;
    if (path === undefined || !guards.has(path)) {
      throw refuse(
        node,
        `the key ${literal} may be missing here: guard it, as in \`${literal} in ${parent.path ?? '…'} && …\``,
      );
    }
    return { ...this.#strict([parent], parent.type.of, (value) => `${value}[${literal}]`), path };
  }

  #logic(op: '&&' | '||', leftNode: ASTNode, rightNode: ASTNode, guards: ReadonlySet<string>): Code {
    const left = this.#truth(leftNode, guards);
    const and = op === '&&';
    const right = this.#truth(rightNode, union(guards, and ? left.whenTrue : left.whenFalse));
    const both = {
      whenTrue: and ? union(left.whenTrue, right.whenTrue) : none,
      whenFalse: and ? none : union(left.whenFalse, right.whenFalse),
    };
    const open = left.open || right.open;
    if (!open) return { js: `(${left.js}${op}${right.js})`, type: bool, open, ...both };
    const [a, b] = [this.#temp(), this.#temp()];
    const decides = and ? 'false' : 'true';
    const neutral = and ? 'true' : 'false';
    // `a` when it is unknown and `b` does not decide; else `b`.
    const js = `((${a}=${left.js})===${decides}||(${b}=${right.js})===${decides}?${decides}:${a}===${neutral}?${b}:undefined)`;
    return { js, type: bool, open, ...both };
  }

  #truth(node: ASTNode, guards: ReadonlySet<string>): Code {
    const code = this.compile(node, guards);
    if (code.type.kind === 'bool') this.#refuseNull(node, code);
    if (code.type.kind !== 'bool') throw refuse(node, `this must be true or false, and is ${describeType(code.type)}`);
    return code;
  }

  #not(node: ASTNode, guards: ReadonlySet<string>): Code {
    const operand = this.#truth(node, guards);
    return {
      ...this.#strict([operand], bool, (value) => `!${value}`),
      whenTrue: operand.whenFalse ?? none,
      whenFalse: operand.whenTrue ?? none,
    };
  }

  #negate(node: ASTNode, guards: ReadonlySet<string>): Code {
    const operand = this.compile(node, guards);
    this.#refuseNull(node, operand);
    if (operand.type.kind !== 'int' && operand.type.kind !== 'double') {
      throw refuse(node, `only a number can be negated, and this is ${describeType(operand.type)}`);
    }
    // Integers have no negative zero.
    const zero = operand.type.kind === 'int' ? '0' : '';
    return this.#strict([operand], operand.type, (value) => `${zero}-(${value})`);
  }

  #ternary(node: ASTNode, [test, yes, no]: readonly [ASTNode, ASTNode, ASTNode], guards: ReadonlySet<string>): Code {
    const condition = this.#truth(test, guards);
    const left = this.compile(yes, union(guards, condition.whenTrue));
    const right = this.compile(no, union(guards, condition.whenFalse));
    const type = unify(left.type, right.type);
    if (type === null) {
      throw refuse(
        node,
        `both sides of \`?:\` must have one type, and are ${describeType(left.type)} and ${describeType(right.type)}`,
      );
    }
    const open = condition.open || left.open || right.open;
    if (!condition.open) return { js: `(${condition.js}?${left.js}:${right.js})`, type, open };
    const name = this.#temp();
    return { js: `((${name}=${condition.js})===undefined?undefined:${name}?${left.js}:${right.js})`, type, open };
  }

  #equality(node: ASTNode, op: '==' | '!=', leftNode: ASTNode, rightNode: ASTNode, guards: ReadonlySet<string>): Code {
    const left = this.compile(leftNode, guards);
    const right = this.compile(rightNode, guards);
    const withNull = left.type.kind === 'null' ? right : right.type.kind === 'null' ? left : null;
    if (withNull !== null) {
      if (!withNull.type.nullable && !(withNull.path !== undefined && guards.has(withNull.path))) {
        throw refuse(node, `${withNull.path ? `\`${withNull.path.replace(/#v\d+/, '')}\`` : 'this'} is never null`);
      }
      const known = withNull.path === undefined ? none : new Set([withNull.path]);
      const code = this.#strict([left, right], bool, (a, b) => `${a}${op === '==' ? '===' : '!=='}${b}`);
      return { ...code, whenTrue: op === '!=' ? known : none, whenFalse: op === '==' ? known : none };
    }
    this.#comparable(node, left.type, right.type);
    this.#checkLiteral(rightNode, left.type);
    this.#checkLiteral(leftNode, right.type);
    return this.#strict([left, right], bool, (a, b) => `${a}${op === '==' ? '===' : '!=='}${b}`);
  }

  #comparable(node: ASTNode, left: CelType, right: CelType): void {
    if (left.kind !== right.kind) {
      throw refuse(node, `${describeType(left)} is compared with ${describeType(right)}`);
    }
    if (left.kind === 'list' || left.kind === 'map' || left.kind === 'object' || left.kind === 'opaque') {
      throw refuse(node, `a ${describeType(left)} cannot be compared as a whole: compare what is in it`);
    }
  }

  /** A literal that a fact never is, is a misspelling. */
  #checkLiteral(node: ASTNode, against: CelType): void {
    if (against.kind !== 'string' || against.known === null) return;
    const literals = node.op === 'list' ? node.args : [node];
    for (const literal of literals) {
      if (literal.op !== 'value' || typeof literal.args !== 'string' || against.known.includes(literal.args)) continue;
      throw refuse(literal, `\`${literal.args}\` is none of its values${suggest(literal.args, against.known)}`);
    }
  }

  #ordering(node: ASTNode, op: string, leftNode: ASTNode, rightNode: ASTNode, guards: ReadonlySet<string>): Code {
    const left = this.compile(leftNode, guards);
    const right = this.compile(rightNode, guards);
    this.#refuseNull(leftNode, left);
    this.#refuseNull(rightNode, right);
    this.#comparable(node, left.type, right.type);
    if (left.type.kind === 'string' || left.type.kind === 'bool') {
      throw refuse(node, `\`${op}\` needs numbers, times or durations, and this is ${describeType(left.type)}`);
    }
    return this.#strict([left, right], bool, (a, b) => `${a}${op}${b}`);
  }

  #arithmetic(node: ASTNode, op: string, leftNode: ASTNode, rightNode: ASTNode, guards: ReadonlySet<string>): Code {
    const left = this.compile(leftNode, guards);
    const right = this.compile(rightNode, guards);
    this.#refuseNull(leftNode, left);
    this.#refuseNull(rightNode, right);
    const type = arithmeticType(op, left.type.kind, right.type.kind);
    if (type === null) throw refuse(node, `\`${op}\` of ${describeType(left.type)} and ${describeType(right.type)}`);
    if (op === '/' || op === '%') {
      if (rightNode.op !== 'value' || Number(rightNode.args) === 0)
        throw refuse(rightNode, 'divide by a literal that is not zero');
      if (op === '/' && type.kind === 'int')
        return this.#strict([left, right], type, (a, b) => `h.int(Math.trunc(${a}/${b}))`);
    }
    const sign = (name: string): string => (name.startsWith('-') ? `(${name})` : name);
    const isInt = type.kind === 'int';
    return this.#strict([left, right], type, (a, b) => (isInt ? `h.int(${a}${op}${sign(b)})` : `${a}${op}${sign(b)}`));
  }

  #membership(node: ASTNode, itemNode: ASTNode, listNode: ASTNode, guards: ReadonlySet<string>): Code {
    const item = this.compile(itemNode, guards);
    const list = this.compile(listNode, guards);
    this.#refuseNull(listNode, list);
    if (list.type.kind === 'map') {
      if (item.type.kind !== 'string')
        throw refuse(itemNode, `a map's key is a string, and this is ${describeType(item.type)}`);
      const key = itemNode.op === 'value' && list.path !== undefined ? `${list.path}[${item.js}]` : undefined;
      const code = this.#strict([item, list], bool, (k, m) => `h.hasKey(${m},${k})`);
      return { ...code, whenTrue: key === undefined ? none : new Set([key]) };
    }
    if (list.type.kind !== 'list')
      throw refuse(listNode, `\`in\` needs a list or a map, and this is ${describeType(list.type)}`);
    if (listNode.op !== 'list' || listNode.args.length > 0) {
      this.#comparable(node, item.type, list.type.of);
      this.#checkLiteral(listNode, item.type);
      this.#checkLiteral(itemNode, list.type.of);
    }
    return this.#strict([item, list], bool, (a, b) => `${b}.includes(${a})`);
  }

  #list(node: ASTNode, items: readonly ASTNode[], guards: ReadonlySet<string>): Code {
    const codes = items.map((item) => this.compile(item, guards));
    let of: CelType = codes[0]?.type ?? text;
    for (const { type } of codes) {
      const one = unify(of, type);
      if (one === null)
        throw refuse(node, `a list holds one type, and this has ${describeType(of)} and ${describeType(type)}`);
      of = one;
    }
    if (items.length > 0 && items.every(({ op }) => op === 'value')) {
      const values = codes.map(({ js }) => JSON.parse(js) as unknown);
      return { js: `C[${this.constants.push(values) - 1}]`, type: listOf(of), open: false };
    }
    return this.#strict(codes, listOf(of), (...names) => `[${names.join(',')}]`);
  }

  #call(node: ASTNode, name: string, args: readonly ASTNode[], guards: ReadonlySet<string>): Code {
    const [only] = args;
    if (only === undefined || args.length !== 1) throw refuse(node, unknownFunction(name));
    switch (name) {
      case 'has':
        return this.#has(node, only, guards);
      case 'size':
        return this.#size(only, guards);
      case 'double': {
        const code = this.compile(only, guards);
        this.#refuseNull(only, code);
        if (code.type.kind !== 'int')
          throw refuse(only, `\`double\` needs an int, and this is ${describeType(code.type)}`);
        return { ...code, type: plain('double') };
      }
      case 'timestamp':
      case 'duration':
        return timeLiteral(name, only);
      default:
        throw refuse(node, unknownFunction(name));
    }
  }

  /** Whether a field is there. Every field of a schema is; a map's key may not be. A read of an unknown stays unknown. */
  #has(node: ASTNode, argument: ASTNode, guards: ReadonlySet<string>): Code {
    if (argument.op !== '.') throw refuse(node, '`has` needs a field, as in `has(resource.tags.Owner)`');
    const scoped = this.#scoped(argument);
    if (scoped) return this.#strict([scoped], bool, (value) => `${value}!==undefined`);
    const [targetNode, field] = argument.args;
    const target = this.compile(targetNode, guards);
    this.#refuseNull(targetNode, target);
    if (target.type.kind === 'map') {
      const literal = JSON.stringify(field);
      const code = this.#strict([target], bool, (value) => `h.hasKey(${value},${literal})`);
      return { ...code, whenTrue: target.path === undefined ? none : new Set([`${target.path}[${literal}]`]) };
    }
    const value = this.#select(argument, targetNode, field, guards);
    return this.#strict([value], bool, (read) => `${read}!==undefined`);
  }

  #size(node: ASTNode, guards: ReadonlySet<string>): Code {
    const code = this.compile(node, guards);
    this.#refuseNull(node, code);
    if (code.type.kind !== 'string' && code.type.kind !== 'list' && code.type.kind !== 'map') {
      throw refuse(node, `\`size\` needs a string, a list or a map, and this is ${describeType(code.type)}`);
    }
    return this.#strict([code], plain('int'), (value) =>
      code.type.kind === 'list' ? `${value}.length` : `h.size(${value})`,
    );
  }

  #method(node: ASTNode, name: string, target: ASTNode, args: readonly ASTNode[], guards: ReadonlySet<string>): Code {
    switch (name) {
      case 'size':
        if (args.length !== 0) throw refuse(node, '`size()` takes no argument');
        return this.#size(target, guards);
      case 'startsWith':
      case 'endsWith':
      case 'contains':
        return this.#textMethod(node, name === 'contains' ? 'includes' : name, target, args, guards);
      case 'matches':
        return this.#matches(node, target, args, guards);
      case 'exists':
      case 'all':
      case 'exists_one':
      case 'filter':
      case 'map':
        return this.#comprehension(node, name, target, args, guards);
      default:
        throw refuse(node, unknownFunction(name));
    }
  }

  #string(node: ASTNode, guards: ReadonlySet<string>): Code {
    const code = this.compile(node, guards);
    this.#refuseNull(node, code);
    if (code.type.kind !== 'string') throw refuse(node, `this must be a string, and is ${describeType(code.type)}`);
    return code;
  }

  #textMethod(
    node: ASTNode,
    method: string,
    target: ASTNode,
    args: readonly ASTNode[],
    guards: ReadonlySet<string>,
  ): Code {
    const [only] = args;
    if (only === undefined || args.length !== 1) throw refuse(node, 'this takes one argument');
    const [subject, part] = [this.#string(target, guards), this.#string(only, guards)];
    return this.#strict([subject, part], bool, (a, b) => `${a}.${method}(${b})`);
  }

  #matches(node: ASTNode, target: ASTNode, args: readonly ASTNode[], guards: ReadonlySet<string>): Code {
    const [pattern] = args;
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string' || args.length !== 1) {
      throw refuse(node, '`matches` takes one literal pattern');
    }
    const subject = this.#string(target, guards);
    try {
      compilePattern(pattern.args);
    } catch (error) {
      throw refuse(pattern, `not a pattern in RE2's syntax: ${error instanceof Error ? error.message : String(error)}`);
    }
    const index = this.constants.push({ matches: pattern.args }) - 1;
    return this.#strict([subject], bool, (value) => `C[${index}](${value})`);
  }

  #comprehension(
    node: ASTNode,
    name: 'exists' | 'all' | 'exists_one' | 'filter' | 'map',
    target: ASTNode,
    args: readonly ASTNode[],
    guards: ReadonlySet<string>,
  ): Code {
    const [variable, body] = args;
    if (variable?.op !== 'id' || body === undefined || args.length !== 2) {
      throw refuse(node, `\`${name}\` takes a name and an expression, as in \`list.${name}(item, …)\``);
    }
    const list = this.compile(target, guards);
    this.#refuseNull(target, list);
    if (list.type.kind !== 'list')
      throw refuse(target, `\`${name}\` needs a list, and this is ${describeType(list.type)}`);
    const itemName = variable.args;
    if (['resource', 'params', 'now'].includes(itemName)) {
      throw refuse(variable, `the name \`${itemName}\` is taken`);
    }
    const local = `v${this.#locals++}`;
    const item = list.type.of;
    const shadowed = this.#variables.get(itemName);
    this.#variables.set(itemName, { js: decode(item, local), type: item, open: false, path: `${itemName}#${local}` });
    const code = name === 'map' ? this.compile(body, guards) : this.#truth(body, guards);
    if (shadowed === undefined) this.#variables.delete(itemName);
    else this.#variables.set(itemName, shadowed);
    const method = name === 'exists_one' ? 'existsOne' : name;
    const type = name === 'filter' ? list.type : name === 'map' ? listOf(code.type) : bool;
    return { js: `h.${method}(${list.js},(${local})=>${code.js})`, type, open: list.open || code.open };
  }
}

const refuse = (node: ASTNode, message: string, offset = node.start): ExpressionError =>
  new ExpressionError(message, offset);

/** Where a field's name stands: at the end of the selection. */
const fieldOffset = (node: ASTNode, field: string): number => node.end - field.length;

const suggest = (name: string, candidates: readonly string[]): string => {
  const close = nearest(name, candidates);
  if (close !== undefined) return `: did you mean \`${close}\`?`;
  return candidates.length === 0 ? '' : ` (it has ${[...candidates].sort().join(', ')})`;
};

const unknownFunction = (name: string): string =>
  `\`${name}\` is not a function of the policy language${suggest(name, ['has', 'size', 'double', 'timestamp', 'duration', 'startsWith', 'endsWith', 'contains', 'matches', 'exists', 'all', 'exists_one', 'filter', 'map'])}`;

/** Times are text in a snapshot and milliseconds in expressions. */
const decode = (type: CelType, js: string): string => (type.kind === 'timestamp' ? `h.time(${js})` : js);

const unify = (a: CelType, b: CelType): CelType | null => {
  if (a.kind === 'null') return { ...b, nullable: true };
  if (b.kind === 'null') return { ...a, nullable: true };
  if (a.kind !== b.kind) return null;
  const nullable = a.nullable || b.nullable;
  if (a.kind === 'string' && b.kind === 'string') {
    return { kind: 'string', known: a.known && b.known ? [...a.known, ...b.known] : null, nullable };
  }
  if (a.kind === 'list' && b.kind === 'list') {
    const of = unify(a.of, b.of);
    return of === null ? null : { kind: 'list', of, nullable };
  }
  return { ...a, nullable };
};

const arithmeticType = (op: string, left: CelType['kind'], right: CelType['kind']): CelType | null => {
  if (left === right && (left === 'int' || left === 'double'))
    return op === '%' && left === 'double' ? null : plain(left);
  if (op === '+' && left === 'string' && right === 'string') return text;
  if (op === '-' && left === 'timestamp' && right === 'timestamp') return plain('duration');
  if ((op === '-' || op === '+') && left === 'timestamp' && right === 'duration') return plain('timestamp');
  if ((op === '-' || op === '+') && left === 'duration' && right === 'duration') return plain('duration');
  return null;
};

const durationUnits: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

const timeLiteral = (name: 'timestamp' | 'duration', node: ASTNode): Code => {
  if (node.op !== 'value' || typeof node.args !== 'string') throw refuse(node, `\`${name}\` takes a literal`);
  if (name === 'timestamp') {
    const value = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(node.args)
      ? Date.parse(node.args)
      : Number.NaN;
    if (Number.isNaN(value)) throw refuse(node, `\`${node.args}\` is not a time such as 2026-01-31T00:00:00Z`);
    return { js: String(value), type: plain('timestamp'), open: false };
  }
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(node.args))
    throw refuse(node, `\`${node.args}\` is not a duration such as 36h or 90m`);
  let total = 0;
  for (const [, amount, unit] of node.args.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g))
    total += Number(amount) * (durationUnits[unit as string] as number);
  return { js: String(total), type: plain('duration'), open: false };
};
